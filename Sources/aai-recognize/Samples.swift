import AAIProtocol

/// Turns bytes of audio into the samples the recogniser wants: linear, 16 kHz.
struct Samples {
  /// What can be heard, in Hz.
  static let rates: Set = [8000, 16_000]
  static let rate = 16_000

  private let isMuLaw: Bool
  private let isNarrow: Bool

  init(_ format: AudioFormat) {
    isMuLaw = format.encoding == .pcmMuLaw
    isNarrow = format.sampleRate == 8000
  }

  /// - Parameter bytes: Whole samples.
  func convert(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
    var samples: [Int16] = []
    samples.reserveCapacity(2 * bytes.count)
    if isMuLaw {
      for byte in bytes { append(MuLaw.linear[Int(byte)], to: &samples) }
    } else {
      for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
        let sample = bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)
        append(Int16(littleEndian: sample), to: &samples)
      }
    }
    return samples
  }

  /// Makes 16 kHz of 8 by nothing but a zero after each sample, which mirrors the lower half of the
  /// band into the upper.
  ///
  /// The model was trained on the whole band and makes nothing of an empty upper half: of words
  /// read aloud, 87 in 100 were wrong after a clean interpolation, 47 with the mirror image 9 dB
  /// down, 35 with all of it.
  private func append(_ sample: Int16, to samples: inout [Int16]) {
    samples.append(sample)
    if isNarrow { samples.append(0) }
  }
}
