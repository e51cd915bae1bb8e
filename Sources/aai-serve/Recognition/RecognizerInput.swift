import AAIProtocol

/// Brings a session's audio into the one form every recogniser gets: 16-bit samples at 16 kHz, each
/// channel by itself.
struct RecognizerInput: Sendable {
  static let rate = 16_000

  private let format: AudioFormat
  private let width: Int
  private var rest: [UInt8] = []
  /// A telephone's audio gets a zero behind each sample, which mirrors its band into the upper half:
  /// recognisers are trained on whole bands and make little of an empty one. aai-recognize, which
  /// does the same with 8 kHz, hears less than half as many words wrong.
  private let isNarrow: Bool
  /// One for each channel; none where the rate is right, or half of it.
  private var resamplers: [Resampler]

  /// `nil` for compressed audio.
  init?(_ format: AudioFormat) {
    guard let width = format.encoding.bytesPerSample else { return nil }
    self.format = format
    self.width = width
    isNarrow = format.sampleRate * 2 == Self.rate
    resamplers =
      isNarrow || format.sampleRate == Self.rate
      ? []
      : (0..<format.channels).map { _ in Resampler(from: format.sampleRate, to: Self.rate) }
  }

  /// - Returns: The audio of each channel.
  mutating func convert(_ bytes: [UInt8]) -> [[UInt8]] {
    if format.encoding == .pcmS16LE, format.channels == 1, format.sampleRate == Self.rate {
      return [bytes]
    }
    let frames = takeFrames(bytes)
    return (0..<format.channels).map { channel in
      let samples = stride(
        from: channel * width, to: frames.count, by: width * format.channels
      ).map { sample(frames, at: $0) }
      return widen(samples, of: channel).flatMap {
        [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
      }
    }
  }

  private mutating func widen(_ samples: [Int16], of channel: Int) -> [Int16] {
    if isNarrow { return samples.flatMap { [$0, 0] } }
    return resamplers.isEmpty ? samples : resamplers[channel].convert(samples)
  }

  /// Whole samples of all channels; a message may end in the middle of one.
  private mutating func takeFrames(_ bytes: [UInt8]) -> [UInt8] {
    let all = rest + bytes
    let count = all.count / (width * format.channels) * (width * format.channels)
    rest = Array(all[count...])
    return Array(all[..<count])
  }

  private func sample(_ bytes: [UInt8], at offset: Int) -> Int16 {
    switch format.encoding {
    case .pcmU8: Int16(bytes[offset]) << 8 ^ .min
    case .pcmMuLaw: Self.muLaw(bytes[offset])
    case .pcmALaw: Self.aLaw(bytes[offset])
    // The two most significant bytes of a little-endian sample.
    default:
      Int16(bitPattern: UInt16(bytes[offset + width - 2]) | UInt16(bytes[offset + width - 1]) << 8)
    }
  }

  /// ITU-T G.711.
  private static func muLaw(_ byte: UInt8) -> Int16 {
    let code = ~byte
    let magnitude = ((Int16(code & 0x0F) << 3) + 0x84) << Int16((code >> 4) & 7) - 0x84
    return code & 0x80 == 0 ? magnitude : -magnitude
  }

  /// ITU-T G.711.
  private static func aLaw(_ byte: UInt8) -> Int16 {
    let code = byte ^ 0x55
    let segment = Int16((code >> 4) & 7)
    let step = Int16(code & 0x0F) << 4 + 8
    let magnitude = segment == 0 ? step : (step + 0x100) << (segment - 1)
    return code & 0x80 == 0 ? -magnitude : magnitude
  }
}
