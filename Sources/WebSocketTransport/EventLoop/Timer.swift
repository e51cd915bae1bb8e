/// A deadline on an event loop.
public final class Timer {
  let due: Duration
  private var action: (() -> Void)?

  init(_ due: Duration, _ action: @escaping () -> Void) {
    self.due = due
    self.action = action
  }

  public func cancel() { action = nil }

  var isCancelled: Bool { action == nil }

  func fire() {
    let action = action
    self.action = nil
    action?()
  }
}
