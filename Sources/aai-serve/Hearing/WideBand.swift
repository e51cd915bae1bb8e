import AAIProtocol

/// Brings a session's sound into the one form every recogniser gets: 16-bit samples at 16 kHz.
struct WideBand: Sendable {
  static let rate = 16_000

  private let format: AudioFormat
  private var oddByte: UInt8?
  private var resampler: Resampler?

  /// `nil` for compressed sound.
  init?(_ format: AudioFormat) {
    guard format.bytesPerSample != nil else { return nil }
    self.format = format
    if format.sampleRate != Self.rate {
      resampler = Resampler(from: format.sampleRate, to: Self.rate)
    }
  }

  /// - Returns: The sound of each channel.
  mutating func convert(_ bytes: [UInt8]) -> [[UInt8]] { [convertMono(bytes)] }

  private mutating func convertMono(_ bytes: [UInt8]) -> [UInt8] {
    if format.encoding == .pcmS16LE, resampler == nil { return bytes }
    let samples = format.encoding == .pcmMuLaw ? bytes.map(Self.muLaw) : takeSamples(bytes)
    var converted: [UInt8] = []
    converted.reserveCapacity(samples.count * 4)
    for sample in resampler?.convert(samples) ?? samples {
      converted.append(UInt8(truncatingIfNeeded: sample))
      converted.append(UInt8(truncatingIfNeeded: sample >> 8))
    }
    return converted
  }

  private mutating func takeSamples(_ bytes: [UInt8]) -> [Int16] {
    var bytes = bytes
    if let oddByte { bytes.insert(oddByte, at: 0) }
    oddByte = bytes.count % 2 == 1 ? bytes.removeLast() : nil
    return stride(from: 0, to: bytes.count, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }

  /// ITU-T G.711.
  private static func muLaw(_ byte: UInt8) -> Int16 {
    let code = ~byte
    let magnitude = ((Int16(code & 0x0F) << 3) + 0x84) << Int16((code >> 4) & 7) - 0x84
    return code & 0x80 == 0 ? magnitude : -magnitude
  }
}
