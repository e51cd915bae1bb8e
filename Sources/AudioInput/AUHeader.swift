import AAIProtocol

/// The header of an AU stream: six big-endian words and a text of any length.
struct AUHeader: Sendable {
  private static let magicLength = 4

  private var field = HeaderField(length: 24 - AUHeader.magicLength)
  private var found: (sound: ContainedSound, annotation: Int)?

  mutating func read(_ bytes: UnsafeRawBufferPointer) -> ContainerHeader.Finding {
    var rest = bytes[...]
    if found == nil {
      guard field.fill(from: &rest) else { return .header }
      switch parse() {
      case .success(let parsed): found = parsed
      case .failure(let refusal): return .refused(refusal)
      }
    }
    guard let (sound, annotation) = found else { return .header }
    let skipped = min(annotation, rest.count)
    rest = rest.dropFirst(skipped)
    found = (sound, annotation - skipped)
    return skipped < annotation ? .header : .sound(sound, at: rest.startIndex - bytes.startIndex)
  }

  private func parse() -> Result<(ContainedSound, Int), ContainerRefusal> {
    let offset: UInt32 = field.bigEndian(at: 0)
    let length: UInt32 = field.bigEndian(at: 4)
    let code: UInt32 = field.bigEndian(at: 8)
    let rate: UInt32 = field.bigEndian(at: 12)
    let channels: UInt32 = field.bigEndian(at: 16)
    guard offset >= 24, channels > 0, rate > 0 else {
      return .failure(
        .damaged(.au, "it says offset \(offset), \(channels) channels, \(rate) Hz"))
    }
    guard let encoding = encoding(code) else {
      return .failure(.unsuited(.au, found: name(code)))
    }
    return AudioFormat.mono(encoding, channels: Int(channels), rate: Int(rate), in: .au).map {
      let sound = ContainedSound(
        container: .au, format: $0, isBigEndian: encoding == .pcmS16LE,
        byteCount: length == 0 || length == .max ? nil : UInt64(length))
      return (sound, Int(offset) - 24)
    }
  }

  private func encoding(_ code: UInt32) -> AudioEncoding? {
    switch code {
    case 1: .pcmMuLaw
    case 3: .pcmS16LE
    default: nil
    }
  }

  private func name(_ code: UInt32) -> String {
    switch code {
    case 2: "8-bit PCM"
    case 4: "24-bit PCM"
    case 5: "32-bit PCM"
    case 6: "32-bit floating point"
    case 7: "64-bit floating point"
    case 27: "A-law"
    default: "encoding \(code)"
    }
  }
}
