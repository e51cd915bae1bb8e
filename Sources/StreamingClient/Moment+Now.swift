import AAIProtocol
import Glibc
import NIOCore

extension Moment {
  /// Read off both clocks; the monotonic one is NIO's, so that its timers can be set by it.
  static var now: Moment {
    var wall = timespec()
    clock_gettime(CLOCK_REALTIME, &wall)
    return Moment(
      uptime: .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)),
      wall: .seconds(wall.tv_sec) + .nanoseconds(wall.tv_nsec))
  }
}
