import AAIProtocol
import NIOCore
import ToolSupport

extension Moment {
  /// Read off both clocks; the monotonic one is NIO's, so that its timers can be set by it.
  static var now: Moment {
    Moment(
      uptime: .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)), wall: WallClock.now)
  }
}
