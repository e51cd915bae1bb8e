import AAIProtocol

/// The header of an AU stream: six words and a text of any length.
///
/// The words and the samples are big-endian, or little-endian where the magic word is, too, as
/// parec writes it into a pipe.
struct AUHeader: Sendable {
  private static let magicLength = 4

  private let container: Container
  private let demand: AudioRequirements
  private var field = HeaderField(length: 24 - AUHeader.magicLength)
  private var found: (audio: ContainerAudio, annotation: Int)?

  /// - Parameter container: `.au` or `.reversedAU`; the magic word that told it is read already.
  init(_ container: Container, for demand: AudioRequirements) {
    self.container = container
    self.demand = demand
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer) -> ContainerHeader.Finding {
    var rest = bytes[...]
    if found == nil {
      guard field.fill(from: &rest) else { return .header }
      switch parse() {
      case .success(let parsed): found = parsed
      case .failure(let refusal): return .refused(refusal)
      }
    }
    guard let (audio, annotation) = found else { return .header }
    let skipped = min(annotation, rest.count)
    rest = rest.dropFirst(skipped)
    found = (audio, annotation - skipped)
    return skipped < annotation ? .header : .audio(audio, at: rest.startIndex - bytes.startIndex)
  }

  private func parse() -> Result<(ContainerAudio, Int), ContainerRefusal> {
    let offset = word(0)
    let length = word(4)
    let code = word(8)
    let rate = word(12)
    let channels = word(16)
    guard offset >= 24, channels > 0, rate > 0 else {
      return .failure(
        .damaged(container, "it says offset \(offset), \(channels) channels, \(rate) Hz"))
    }
    return demand.format(
      encoding(code), named: name(code), channels: Int(channels), rate: Int(rate), in: container
    ).map {
      let isWide = $0.encoding.bytesPerSample ?? 1 > 1
      let audio = ContainerAudio(
        container: container, format: $0, isBigEndian: container == .au && isWide,
        byteCount: length == 0 || length == .max ? nil : UInt64(length))
      return (audio, Int(offset) - 24)
    }
  }

  private func word(_ offset: Int) -> UInt32 {
    container == .au ? field.bigEndian(at: offset) : field.littleEndian(at: offset)
  }

  func finish() -> ContainerHeader.Finding {
    .refused(.damaged(container, "it ends within its header"))
  }

  private func encoding(_ code: UInt32) -> AudioEncoding? {
    switch code {
    case 1: .pcmMuLaw
    case 3: .pcmS16LE
    case 4: .pcmS24LE
    case 5: .pcmS32LE
    case 27: .pcmALaw
    // 8-bit samples are signed here, and no service takes those.
    default: nil
    }
  }

  private func name(_ code: UInt32) -> String {
    switch code {
    case 2: "signed 8-bit PCM"
    case 4: "24-bit PCM"
    case 5: "32-bit PCM"
    case 6: "32-bit floating point"
    case 7: "64-bit floating point"
    case 27: "A-law"
    default: "encoding \(code)"
    }
  }
}
