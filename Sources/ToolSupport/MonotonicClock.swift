import Glibc

/// The clock to wait by: it only runs forward.
public enum MonotonicClock {
  /// From any origin.
  public static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
