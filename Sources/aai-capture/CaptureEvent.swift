/// What the main thread is told, by the device's thread or the signals'.
enum CaptureEvent: Sendable, Equatable {
  case stopRequested
  /// The device runs; the sizes it settled for, in frames.
  case opened(period: Int, buffer: Int)
  /// The device lost sound, and silence took its place.
  case gap(Gap, frames: Int)
  /// Everything was handed over: the device was stopped, or nothing more is wanted.
  case complete
  case failed(DeviceFailure)

  enum Gap: Sendable { case overrun, suspend }
}
