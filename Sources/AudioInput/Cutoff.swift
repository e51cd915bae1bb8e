import Glibc
public import ToolSupport

/// The moment from which a source counts as ended, though it goes on sending.
///
/// After Ctrl-C the source of a pipe is ending, too, and what it still says is worth waiting for;
/// one that ignores the signal must not keep the pipe alive.
public struct Cutoff: Sendable {
  public let signal: StopSignal
  /// How long a source has to end by itself.
  private let patience: Duration

  public init(_ signal: StopSignal, patience: Duration = .seconds(1)) {
    self.signal = signal
    self.patience = patience
  }

  /// On the monotonic clock; `nil` before the stop was asked for.
  public var moment: Duration? { signal.arrival.map { $0 + patience } }

  /// Whether the moment has been set, or is within so much time, which is waited for.
  public func isStruck(within time: Duration) -> Bool {
    var entry = pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&entry, 1, CInt(time / .milliseconds(1)))
      if count >= 0 || errno != EINTR { return count == 1 }
    }
  }

  /// Waits until `descriptor` can be read, or has ended.
  ///
  /// - Returns: `false` when the moment has come first.
  func waitToRead(_ descriptor: CInt) -> Bool {
    while true {
      let moment = moment
      var entries = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        // A negative number is left out by poll(2).
        pollfd(fd: moment == nil ? signal.descriptor : -1, events: Int16(POLLIN), revents: 0),
      ]
      var timeout: CInt = -1
      if let moment {
        let rest = moment - MonotonicClock.now
        guard rest > .zero else { return false }
        timeout = CInt(clamping: Int64(rest / .milliseconds(1)) + 1)
      }
      if poll(&entries, 2, timeout) > 0, entries[0].revents != 0 { return true }
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
