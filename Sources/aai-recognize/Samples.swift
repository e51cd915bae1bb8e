import AAIProtocol

/// Turns bytes of sound into the samples the recogniser wants: linear, 16 kHz.
struct Samples {
  /// What can be heard, in Hz.
  static let rates: Set = [8000, 16_000]
  static let rate = 16_000

  private let isMuLaw: Bool
  private var widening: Widening?
  private var linear: [Int16] = []

  init(_ format: AudioFormat) {
    isMuLaw = format.encoding == .pcmMuLaw
    widening = format.sampleRate == 8000 ? Widening() : nil
  }

  /// - Parameter bytes: Whole samples.
  mutating func convert(_ bytes: UnsafeRawBufferPointer) -> [Int16] {
    linear.removeAll(keepingCapacity: true)
    if isMuLaw {
      linear.append(contentsOf: bytes.lazy.map { MuLaw.linear[Int($0)] })
    } else {
      for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
        linear.append(
          Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
      }
    }
    return widening?.widen(linear) ?? linear
  }
}
