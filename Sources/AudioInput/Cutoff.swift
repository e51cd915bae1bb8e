import Glibc
import Synchronization
public import ToolSupport

/// The moment from which a source counts as ended, though it goes on sending.
///
/// After Ctrl-C the source of a pipe is ending, too, and what it still says is worth waiting for;
/// one that ignores the signal must not keep the pipe alive.
public final class Cutoff: Sendable {
  private struct State {
    var deadline: ContinuousClock.Instant?
    var listener: (@Sendable (Duration) -> Void)?
  }

  private let state = Mutex(State())
  /// Becomes readable when the deadline is set, so that a wait without one learns of it.
  private let wakeUp: (reading: CInt, writing: CInt)

  public init() throws(Failure) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure(.internalError, "pipe: \(SystemError())") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp = (ends[0], ends[1])
  }

  deinit {
    close(wakeUp.reading)
    close(wakeUp.writing)
  }

  /// Sets the moment, once; from any thread.
  public func strike(after delay: Duration) {
    let (isFirst, listener) = state.withLock { state in
      guard state.deadline == nil else { return (false, state.listener) }
      state.deadline = .now + delay
      return (true, state.listener)
    }
    guard isFirst else { return }
    _ = write(wakeUp.writing, [0], 1)
    listener?(delay)
  }

  /// Tells `listener` how far off the moment is as soon as it is set, on whatever thread sets it;
  /// at once if it is set already.
  public func listen(_ listener: @escaping @Sendable (Duration) -> Void) {
    let deadline = state.withLock { state in
      state.listener = listener
      return state.deadline
    }
    if let deadline { listener(deadline - .now) }
  }

  /// Waits until `descriptor` can be read, or has ended.
  ///
  /// - Returns: `false` when the moment has come first.
  func waitToRead(_ descriptor: CInt) -> Bool {
    while true {
      let deadline = state.withLock { $0.deadline }
      var entries = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        // A negative number is left out by poll(2).
        pollfd(fd: deadline == nil ? wakeUp.reading : -1, events: Int16(POLLIN), revents: 0),
      ]
      var patience: CInt = -1
      if let deadline {
        let rest = deadline - .now
        guard rest > .zero else { return false }
        patience = CInt(clamping: Int64(rest / .milliseconds(1)) + 1)
      }
      if poll(&entries, 2, patience) > 0, entries[0].revents != 0 { return true }
    }
  }

  /// What a pipe or socket already holds; nothing for a file, which has no end to wait for.
  public static func backlog(of descriptor: CInt) -> Int {
    var status = stat()
    var count: CInt = 0
    guard fstat(descriptor, &status) == 0, [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT),
      ioctl(descriptor, UInt(FIONREAD), &count) == 0
    else { return 0 }
    return Int(count)
  }
}
