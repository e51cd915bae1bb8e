import Synchronization
import ToolSupport

/// What signals ask of the thread that reads: to stop, to draw anew, or nothing.
final class ReaderSignals: Sendable {
  let wakeUp = WakeUp()
  private let isStopRequested = Atomic(false)
  private let isInterruptionNoted = Atomic(false)

  var isStopping: Bool { isStopRequested.load(ordering: .acquiring) }

  func stop() {
    isStopRequested.store(true, ordering: .releasing)
    wakeUp.ring()
  }

  func redraw() { wakeUp.ring() }

  /// Whether the pipeline was interrupted, and runs to its end.
  var isInterrupted: Bool { isInterruptionNoted.load(ordering: .acquiring) }

  func noteInterruption() { isInterruptionNoted.store(true, ordering: .releasing) }
}
