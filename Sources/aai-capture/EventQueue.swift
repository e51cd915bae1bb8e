import Synchronization

/// Events on their way to the main thread, which alone talks and decides.
final class EventQueue: Sendable {
  private let events = Mutex<[CaptureEvent]>([])
  private let arrived = Semaphore()

  func post(_ event: CaptureEvent) {
    events.withLock { $0.append(event) }
    arrived.signal()
  }

  /// - Returns: The next event, or `nil` at `deadline`.
  func next(until deadline: ContinuousClock.Instant) -> CaptureEvent? {
    guard arrived.wait(until: deadline) else { return nil }
    return events.withLock { $0.removeFirst() }
  }
}
