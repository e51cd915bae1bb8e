import Glibc

/// The clock on the wall, for dates alone: it may jump.
public enum WallClock {
  /// Since 1970.
  public static var now: Duration {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
