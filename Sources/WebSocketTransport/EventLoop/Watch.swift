import Glibc

/// An event loop's interest in a descriptor, which stays its owner's to close, after `cancel()`.
public final class Watch {
  /// Nothing is reported while it is empty, not even that the descriptor has failed.
  public var interest: Interest
  private let descriptor: CInt
  private var ready: (() -> Void)?

  init(_ descriptor: CInt, _ interest: Interest, _ ready: @escaping () -> Void) {
    self.descriptor = descriptor
    self.interest = interest
    self.ready = ready
  }

  public func cancel() { ready = nil }

  var isCancelled: Bool { ready == nil }

  var entry: pollfd {
    var events: CInt = 0
    if interest.contains(.reading) { events |= POLLIN }
    if interest.contains(.writing) { events |= POLLOUT }
    // A negative number is left out by poll(2).
    return pollfd(fd: interest.isEmpty ? -1 : descriptor, events: Int16(events), revents: 0)
  }

  func report() { ready?() }
}
