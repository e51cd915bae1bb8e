import Glibc
import Synchronization

/// Signals as descriptors for `poll(2)`: the first INT, TERM or HUP asks for a polite stop, the next
/// one ends the program by the signal itself, so that the shell sees 130 or 143.
public final class StopSignal: Sendable {
  /// What `first` holds when the program itself has asked.
  private static let ownWish: CInt = -1
  /// `timeout(1)` signals its child and then the child's whole group: what comes so soon after the
  /// first, in nanoseconds, is the same signal still, not somebody's impatience.
  private static let echo: Int64 = 20_000_000

  /// Readable once a stop was asked for; nobody reads it.
  public let descriptor: CInt
  /// Has a byte, its number, for every one of the other signals.
  public let others: CInt
  private let stopBell: CInt
  private let otherBell: CInt
  private let first = Atomic<CInt>(0)
  /// In nanoseconds of the monotonic clock.
  private let firstAt = Atomic<Int64>(0)

  public init() throws(Failure) {
    var (stop, other): ([CInt], [CInt]) = ([-1, -1], [-1, -1])
    guard pipe(&stop) == 0, pipe(&other) == 0 else {
      throw Failure(.io, "pipe: \(SystemError())")
    }
    for end in stop + other {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (descriptor, stopBell) = (stop[0], stop[1])
    (others, otherBell) = (other[0], other[1])
  }

  deinit { for end in [descriptor, others, stopBell, otherBell] { close(end) } }

  /// Takes over the stop signals and `others`, once in a process.
  ///
  /// A signal that was inherited as ignored (`nohup`, `cmd &` in a script) stays so.
  public func takeOver(others signals: [CInt] = []) {
    installed = self
    for signal in [SIGINT, SIGTERM, SIGHUP] { Self.take(signal) { installed?.receive($0) } }
    for signal in signals { Self.take(signal) { installed?.receive(other: $0) } }
  }

  private static func take(_ signal: CInt, _ handler: @convention(c) (CInt) -> Void) {
    var action = sigaction()
    sigaction(signal, nil, &action)
    let isIgnored =
      action.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } == 1
    if isIgnored { return }
    action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART
    sigfillset(&action.sa_mask)
    sigaction(signal, &action, nil)
  }

  /// When the stop was asked for, on the monotonic clock; `nil` before that.
  public var arrival: Duration? {
    let time = firstAt.load(ordering: .acquiring)
    return time == 0 ? nil : .nanoseconds(time)
  }

  /// Asks for a stop as the first signal does, which still counts as the first when it comes.
  public func ask() { note(Self.ownWish) }

  // MARK: In a signal handler, where nothing may be allocated or locked

  private func receive(_ signal: CInt) {
    let code = errno
    defer { errno = code }
    let earlier = note(signal)
    if earlier == 0 || earlier == Self.ownWish { return }
    if signal == earlier, Self.now() < firstAt.load(ordering: .acquiring) + Self.echo { return }
    // As if it had never been handled; it comes when the handler returns.
    Glibc.signal(signal, SIG_DFL)
    kill(getpid(), signal)
  }

  private func receive(other signal: CInt) {
    let code = errno
    defer { errno = code }
    ring(otherBell, signal)
  }

  /// - Returns: Who has asked for a stop before; 0 for nobody.
  @discardableResult
  private func note(_ signal: CInt) -> CInt {
    let (isFirst, earlier) = first.compareExchange(
      expected: 0, desired: signal, ordering: .acquiringAndReleasing)
    if isFirst {
      firstAt.store(Self.now(), ordering: .releasing)
      ring(stopBell, signal)
    } else if earlier == Self.ownWish {
      first.store(signal, ordering: .releasing)
    }
    return earlier
  }

  private func ring(_ bell: CInt, _ signal: CInt) {
    var byte = UInt8(truncatingIfNeeded: signal)
    _ = write(bell, &byte, 1)
  }

  private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

// Unsafe: set before the first handler is, and never again.
private nonisolated(unsafe) var installed: StopSignal?
