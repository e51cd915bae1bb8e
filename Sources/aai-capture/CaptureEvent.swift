/// What the main thread is told, by the device's thread or the signals'.
enum CaptureEvent: Sendable, Equatable {
  case stopRequested
  /// The device runs: what it is behind its name, its make-up, and its sizes in frames.
  case opened(String, anatomy: [String], period: Int, buffer: Int)
  /// The device lost audio, and silence took its place.
  case gap(Gap, frames: Int)
  /// Nothing but exact zeros for a while.
  case digitalSilence
  case muted(Bool)
  /// The file that is kept beside stdout takes no more.
  case recordingFailed
  /// Everything was handed over: the device was stopped, or nothing more is wanted.
  case complete
  case failed(DeviceFailure)

  enum Gap: Sendable {
    case overrun
    case suspend
    /// The reader was too far behind, so that the device was not read.
    case slowReader
  }
}
