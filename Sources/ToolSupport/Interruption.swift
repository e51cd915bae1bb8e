import Glibc

/// Signals as calls: the first INT, TERM or HUP asks for a polite stop, the next one ends the
/// program by the signal itself, so that the shell sees 130 or 143.
///
/// A thread of its own waits in `sigwait(3)`, so that a second signal works whatever the rest of the
/// program is doing. A signal that was inherited as ignored (`nohup`, `cmd &` in a script) stays so.
public enum Interruption {
  public static let stopSignals = [SIGINT, SIGTERM, SIGHUP]

  /// Takes over `stopSignals` and the keys of `others`. Call it before any other thread is started,
  /// so that all of them inherit the mask.
  ///
  /// - Parameters:
  ///   - others: What each of these does, every time it comes; a stop signal among them is none.
  ///   - stop: Called once, on the signal thread, with the first stop signal.
  public static func watch(
    others: [CInt: @Sendable () -> Void] = [:],
    stop: @escaping @Sendable (CInt) -> Void
  ) {
    var waited = sigset_t()
    sigemptyset(&waited)
    for signal in stopSignals + Array(others.keys) where !isIgnored(signal) {
      sigaddset(&waited, signal)
    }
    pthread_sigmask(SIG_BLOCK, &waited, nil)
    Thread.start(stackSize: 64 * 1024) { [waited] in
      report(waited, others: others, stop: stop)
    }
  }

  /// `timeout(1)` signals its child and then the child's whole group: what comes so soon after the
  /// first is the same signal still, not somebody's impatience.
  private static let echo = Duration.milliseconds(20)

  private static func report(
    _ waited: sigset_t, others: [CInt: @Sendable () -> Void], stop: @Sendable (CInt) -> Void
  ) {
    var waited = waited
    var first: (signal: CInt, at: ContinuousClock.Instant)?
    while true {
      var signal: CInt = 0
      guard sigwait(&waited, &signal) == 0 else { continue }
      if let action = others[signal] {
        action()
      } else if let first {
        if signal == first.signal, .now < first.at + echo { continue }
        die(by: signal)
      } else {
        first = (signal, .now)
        stop(signal)
      }
    }
  }

  private static func isIgnored(_ signal: CInt) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return action.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } == 1
  }

  /// Ends the process by `signal`, as if it had never been handled.
  public static func die(by signal: CInt) -> Never {
    Glibc.signal(signal, SIG_DFL)
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, signal)
    pthread_sigmask(SIG_UNBLOCK, &only, nil)
    kill(getpid(), signal)
    // Another thread may be the one to take it; it comes at once.
    while true { pause() }
  }
}
