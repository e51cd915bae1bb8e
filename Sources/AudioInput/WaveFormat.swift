import AAIProtocol

/// The fmt chunk of a WAV stream.
enum WaveFormat {
  /// WAVEFORMATEXTENSIBLE; what a longer chunk holds beyond it says nothing of the samples.
  static let longest = 40

  static func read(_ chunk: HeaderField, in container: Container, for demand: SoundDemand)
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
      rate: Int(rate), in: container)
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
    case (6, 8): .pcmALaw
    case (7, 8): .pcmMuLaw
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
    default: "format tag 0x" + String(tag, radix: 16)
    }
  }
}
