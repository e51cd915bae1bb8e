/// An encoding at a sample rate: what turns bytes of audio into time and back.
public struct AudioFormat: Sendable, Hashable {
  /// The rates that AssemblyAI streaming v3 takes, in Hz.
  public static let sampleRates = 8000...96_000

  public var encoding: AudioEncoding
  /// In Hz.
  public var sampleRate: Int
  /// Interleaved; more than one only where a service takes it.
  public var channels = 1

  public init(_ encoding: AudioEncoding, sampleRate: Int) {
    self.encoding = encoding
    self.sampleRate = sampleRate
  }

  /// Bytes of one sample in all channels; `nil` for compressed audio.
  public var bytesPerSample: Int? { encoding.bytesPerSample.map { $0 * channels } }

  /// `nil` for compressed audio.
  public var bytesPerSecond: Int? { bytesPerSample.map { $0 * sampleRate } }

  /// The bytes of whole samples that last at least `duration`; `nil` for compressed audio.
  ///
  /// Rounded up, so that the shortest message a service takes is never missed by half a sample:
  /// 50 ms at 11,025 Hz are 552 samples.
  public func byteCount(of duration: Duration) -> Int? {
    guard let bytesPerSample else { return nil }
    let (seconds, attoseconds) = duration.components
    // Nanoseconds keep the product within Int64 at any rate.
    let nanoseconds = attoseconds / 1_000_000_000 * Int64(sampleRate)
    let samples = seconds * Int64(sampleRate) + (nanoseconds + 999_999_999) / 1_000_000_000
    return Int(samples) * bytesPerSample
  }

  /// How long `count` bytes last; half a sample does not count. `nil` for compressed audio.
  public func duration(ofByteCount count: Int) -> Duration? {
    guard let bytesPerSample else { return nil }
    let samples = count / bytesPerSample
    let (seconds, rest) = samples.quotientAndRemainder(dividingBy: sampleRate)
    return .seconds(seconds) + .nanoseconds(rest * 1_000_000_000 / sampleRate)
  }
}

extension AudioFormat: CustomStringConvertible {
  public var description: String {
    "\(encoding.rawValue) at \(sampleRate) Hz" + (channels == 1 ? "" : " in \(channels) channels")
  }
}
