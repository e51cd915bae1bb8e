import Synchronization
import ToolSupport

/// What signals ask of the thread that reads: to stop, or to draw anew.
final class Requests: Sendable {
  let wakeUp = WakeUp()
  private let isStopRequested = Atomic(false)

  var isStopping: Bool { isStopRequested.load(ordering: .acquiring) }

  func stop() {
    isStopRequested.store(true, ordering: .releasing)
    wakeUp.ring()
  }

  func redraw() { wakeUp.ring() }
}
