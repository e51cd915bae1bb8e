/// A period's samples, as the device gives them and as they leave.
struct SampleBuffer: ~Copyable {
  /// Room for interleaved native samples.
  let samples: UnsafeMutableBufferPointer<Int16>
  private let format: CaptureFormat
  private let encoded: UnsafeMutablePointer<UInt8>

  init(frames: Int, format: CaptureFormat) {
    self.format = format
    samples = .allocate(capacity: frames * format.channels)
    encoded = .allocate(capacity: format.sample == .mulaw ? frames * format.channels : 0)
  }

  deinit {
    samples.deallocate()
    encoded.deallocate()
  }

  func level(frames: Int) -> Level {
    Level(UnsafeBufferPointer(rebasing: samples[..<(frames * format.channels)]))
  }

  func clear() { samples.update(repeating: 0) }

  /// The first `frames` frames in the format of stdout; good until the next call.
  func encoded(frames: Int) -> UnsafeRawBufferPointer {
    let count = frames * format.channels
    switch format.sample {
    case .s16le:
      if Int16(1).littleEndian != 1 {
        for index in 0..<count { samples[index] = samples[index].littleEndian }
      }
      return UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: samples[..<count]))
    case .mulaw:
      for index in 0..<count { encoded[index] = MuLaw.encode(samples[index]) }
      return UnsafeRawBufferPointer(start: encoded, count: count)
    }
  }
}
