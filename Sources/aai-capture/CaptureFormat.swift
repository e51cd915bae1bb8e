/// What stdout carries: samples of every channel in turn, a frame for each instant.
struct CaptureFormat: Sendable, Equatable {
  let rate: Int
  let channels: Int
  let sample: SampleFormat

  var bytesPerFrame: Int { channels * sample.bytesPerSample }

  /// Whole frames in a length of time, the nearest number.
  func frames(in duration: Duration) -> Int {
    Int((duration / .seconds(1) * Double(rate)).rounded())
  }

  func duration(of frames: Int) -> Duration {
    .nanoseconds(Int64((Double(frames) / Double(rate) * 1e9).rounded()))
  }
}
