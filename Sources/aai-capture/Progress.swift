import Glibc
import Synchronization

/// What the device's thread has done lately, for those who watch it.
///
/// Times are plain nanoseconds of CLOCK_MONOTONIC here, since they are taken each period.
final class Progress: Sendable {
  private let count = Atomic(0)
  private let latest = Atomic(Progress.nanoseconds)
  private let isHeldUp = Atomic(false)

  /// Frames on the timeline, silence included.
  var frames: Int { count.load(ordering: .relaxed) }

  /// When the device last delivered; at first, when all began.
  var lastDelivery: ContinuousClock.Instant {
    .now - .nanoseconds(Self.nanoseconds - latest.load(ordering: .relaxed))
  }

  /// No frames come because the reader does not take them, not because the device failed.
  var waitsForReader: Bool {
    get { isHeldUp.load(ordering: .relaxed) }
    set { isHeldUp.store(newValue, ordering: .relaxed) }
  }

  func reach(_ frames: Int) {
    count.store(frames, ordering: .relaxed)
    latest.store(Self.nanoseconds, ordering: .relaxed)
  }

  private static var nanoseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
