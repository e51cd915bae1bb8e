import AAIProtocol

/// The fmt chunk of a WAV stream.
enum WaveFormat {
  /// WAVEFORMATEXTENSIBLE; what a longer chunk holds beyond it says nothing of the samples.
  static let longest = 40

  static func read(_ chunk: HeaderField, in container: Container, for demand: AudioRequirements)
    -> Result<AudioFormat, ContainerRefusal>
  {
    let channels: UInt16 = chunk.littleEndian(at: 2)
    let rate: UInt32 = chunk.littleEndian(at: 4)
    let bits: UInt16 = chunk.littleEndian(at: 14)
    var tag: UInt16 = chunk.littleEndian(at: 0)
    if tag == 0xFFFE, chunk.length >= longest, chunk.bytes[26..<40].elementsEqual(subformatTail) {
      tag = chunk.littleEndian(at: 24)
    }
    guard channels > 0, rate > 0 else {
      return .failure(.damaged(container, "its fmt chunk says \(channels) channels, \(rate) Hz"))
    }
    return demand.format(
      encoding(tag: tag, bits: bits), named: name(tag: tag, bits: bits), channels: Int(channels),
      rate: Int(rate), in: container
    ).mapError { refusal in
      guard case .unsuited(let container, let found, _) = refusal else { return refusal }
      return .unsuited(container, found: found, soxReads: soxReads(tag: tag, bits: bits))
    }
  }

  /// Whole bytes of PCM and floating point, the two laws, the ADPCMs and GSM.
  private static func soxReads(tag: UInt16, bits: UInt16) -> Bool {
    switch tag {
    case 1, 3: bits > 0 && bits % 8 == 0
    default: [2, 6, 7, 0x11, 0x31].contains(tag)
    }
  }

  /// The rest of a KSDATAFORMAT_SUBTYPE_… GUID whose first two bytes are the format tag.
  private static let subformatTail: [UInt8] = [
    0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71,
  ]

  private static func encoding(tag: UInt16, bits: UInt16) -> AudioEncoding? {
    switch (tag, bits) {
    case (1, 8): .pcmU8
    case (1, 16): .pcmS16LE
    case (1, 24): .pcmS24LE
    case (1, 32): .pcmS32LE
    // Writers leave 0 there, or the width of what the law stands for; a law has 8 bits.
    case (6, 0), (6, 8), (6, 16): .pcmALaw
    case (7, 0), (7, 8), (7, 16): .pcmMuLaw
    default: nil
    }
  }

  private static func name(tag: UInt16, bits: UInt16) -> String {
    switch tag {
    case 1: "\(bits)-bit PCM"
    case 2: "Microsoft ADPCM"
    case 3: "\(bits)-bit floating point"
    case 6: "A-law"
    case 7: "\(bits)-bit µ-law"
    case 0x11: "IMA ADPCM"
    case 0x31: "GSM 6.10"
    case 0x50, 0x55: "MPEG audio"
    case 0x45, 0x64: "G.726"
    case 0x28F: "G.722"
    case 0xFF, 0x1600, 0x1610: "AAC"
    case 0x160...0x163: "Windows Media Audio"
    case 0xF1AC: "FLAC"
    default: "format tag 0x" + String(tag, radix: 16)
    }
  }
}
