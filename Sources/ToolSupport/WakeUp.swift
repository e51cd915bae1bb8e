import Glibc

/// Rouses a thread that waits for input from another one, such as the one that takes signals.
///
/// The self-pipe it is made of is left open to the end of the process.
public final class WakeUp: Sendable {
  let descriptor: CInt
  private let bell: CInt

  public init() {
    var ends: [CInt] = [-1, -1]
    precondition(pipe(&ends) == 0, "cannot make a pipe: \(SystemError())")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // A bell that nobody answers must not block the one who rings.
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    (descriptor, bell) = (ends[0], ends[1])
  }

  public func ring() {
    var byte: UInt8 = 0
    _ = write(bell, &byte, 1)
  }

  /// Forgets one ring.
  public func answer() {
    var byte: UInt8 = 0
    _ = read(descriptor, &byte, 1)
  }
}

extension StandardInput {
  public enum Readiness: Sendable {
    /// Bytes, or the end of input, can be read.
    case ready
    /// The bell has been rung; it is not yet answered.
    case woken
    case timedOut
  }

  /// Waits for input or for a ring, which comes first where both are there.
  public func wait(orFor wakeUp: WakeUp, timeout: Duration? = nil) -> Readiness {
    var entries = [
      pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let deadline = timeout.map { ContinuousClock.now + $0 }
    while true {
      // A timeout in the last fraction of a millisecond would else be a busy loop.
      let left = deadline.map { max(.zero, $0 - .now) / .milliseconds(1) }
      let count = poll(&entries, 2, left.map { CInt(min($0.rounded(.up), 1e9)) } ?? -1)
      if count < 0 && errno == EINTR { continue }
      if count == 0 { return .timedOut }
      return entries[0].revents != 0 ? .woken : .ready
    }
  }
}
