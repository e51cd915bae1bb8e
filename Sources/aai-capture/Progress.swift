import Synchronization

/// What the device's thread has done lately, for those who watch it.
final class Progress: Sendable {
  private let start = ContinuousClock.now
  private let count = Atomic(0)
  private let latest = Atomic<Int64>(0)
  private let isHeldUp = Atomic(false)

  /// Frames on the timeline, silence included.
  var frames: Int { count.load(ordering: .relaxed) }

  /// When the device last delivered; at first, when all began.
  var lastDelivery: ContinuousClock.Instant {
    start + .nanoseconds(latest.load(ordering: .relaxed))
  }

  /// No frames come because the reader does not take them, not because the device failed.
  var waitsForReader: Bool {
    get { isHeldUp.load(ordering: .relaxed) }
    set { isHeldUp.store(newValue, ordering: .relaxed) }
  }

  func reach(_ frames: Int) {
    count.store(frames, ordering: .relaxed)
    latest.store(
      Int64(start.duration(to: .now) / .nanoseconds(1)), ordering: .relaxed)
  }
}
