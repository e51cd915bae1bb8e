/// Streams without a signature, which have only a frame header that comes again after each frame.
///
/// One header in sixty thousand is also a pair of ordinary samples, so two are asked for; of the
/// single byte that begins a packet of a transport stream, five.
enum FrameSync {
  /// MPEG-TS (ISO/IEC 13818-1 §2.4.3.2).
  private static let packetLength = 188
  private static let packetCount = 5

  /// Whether a frame may begin with these bytes, as few as they may be.
  static func mayBegin(with bytes: [UInt8]) -> Bool {
    let second = bytes.count > 1 ? bytes[1] : nil
    switch bytes[0] {
    case 0xFF: return second ?? 0xE0 >= 0xE0
    case 0x56: return (second ?? 0xE0) & 0xE0 == 0xE0
    case 0x0B: return second ?? 0x77 == 0x77
    case 0x47: return true
    default: return false
    }
  }

  /// - Returns: The container and the bytes needed to be sure of it; `nil` when `bytes`, of which
  ///   there are at least six, do not begin with a frame header.
  static func container(of bytes: [UInt8]) -> (Container, needed: Int)? {
    if bytes[0] == 0x47 {
      return (.transportStream, packetLength * (packetCount - 1) + 1)
    }
    if let length = ac3Length(bytes) { return (.ac3, length + 4) }
    if let length = latmLength(bytes) { return (.latm, length + 4) }
    guard bytes[0] == 0xFF else { return nil }
    if let (container, length) = layerLength(bytes) { return (container, length + 4) }
    if let length = adtsLength(bytes) { return (.adts, length + 4) }
    return nil
  }

  /// Whether the frame after the first begins as the first does.
  static func repeats(_ bytes: [UInt8], _ container: Container, needed: Int) -> Bool {
    let next = needed - 4
    switch container {
    case .transportStream:
      // A sample that comes again and again would repeat here, too.
      return (0..<packetCount).allSatisfy { bytes[$0 * packetLength] == 0x47 }
        && bytes[1] & 0x80 == 0 && bytes[3] & 0x30 != 0 && (bytes[2] != 0x47 || bytes[4] != 0x47)
    case .ac3: return bytes[next..<next + 2].elementsEqual([0x0B, 0x77])
    case .latm: return bytes[next] == 0x56 && bytes[next + 1] & 0xE0 == 0xE0
    default:
      // Sync, version and layer, then the sample rate; the protection and padding bits may differ.
      return bytes[next] == 0xFF && bytes[next + 1] & 0xFE == bytes[1] & 0xFE
        && bytes[next + 2] & 0x0C == bytes[2] & 0x0C
    }
  }

  /// ISO/IEC 11172-3 §2.4.1.3 and 13818-3.
  private static func layerLength(_ bytes: [UInt8]) -> (Container, Int)? {
    let version = Int(bytes[1] >> 3) & 3
    let layer = 4 - Int(bytes[1] >> 1) & 3
    let bitRate = Int(bytes[2] >> 4)
    let rate = Int(bytes[2] >> 2) & 3
    guard bytes[1] & 0xE0 == 0xE0, layer < 4, version != 1, 1...14 ~= bitRate, rate != 3,
      bytes[3] & 3 != 2
    else { return nil }
    let padding = Int(bytes[2] >> 1) & 1
    let sampleRate = [44_100, 48_000, 32_000][rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
    let kilobits = bitRates[version == 3 ? layer - 1 : layer == 1 ? 3 : 4][bitRate - 1]
    switch layer {
    case 1: return (.mpegAudio, (12_000 * kilobits / sampleRate + padding) * 4)
    case 2: return (.mpegAudio, 144_000 * kilobits / sampleRate + padding)
    default: return (.mp3, (version == 3 ? 144_000 : 72_000) * kilobits / sampleRate + padding)
    }
  }

  /// Layers I to III of MPEG-1, layer I and the others of MPEG-2.
  private static let bitRates = [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ]

  /// ETSI TS 102 366 §4.4 and, for E-AC-3, §E.1.
  private static func ac3Length(_ bytes: [UInt8]) -> Int? {
    guard bytes[0] == 0x0B, bytes[1] == 0x77 else { return nil }
    if bytes[5] >> 3 > 10 { return 2 * ((Int(bytes[2] & 7) << 8 | Int(bytes[3])) + 1) }
    let (rate, code) = (Int(bytes[4] >> 6), Int(bytes[4] & 63))
    guard rate < 3, code < 38 else { return nil }
    let kilobits = [
      32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640,
    ][code / 2]
    switch rate {
    case 0: return kilobits * 4
    case 1: return (kilobits * 320 / 147 + code & 1) * 2
    default: return kilobits * 6
    }
  }

  /// ISO/IEC 14496-3 §1.7.2, a syncword and the length of what follows it.
  private static func latmLength(_ bytes: [UInt8]) -> Int? {
    guard bytes[0] == 0x56, bytes[1] & 0xE0 == 0xE0 else { return nil }
    let length = Int(bytes[1] & 0x1F) << 8 | Int(bytes[2])
    return 8...1500 ~= length ? length + 3 : nil
  }

  /// ISO/IEC 13818-7 §6.2; frames of more than two channels are longer and not looked for.
  private static func adtsLength(_ bytes: [UInt8]) -> Int? {
    guard bytes[1] & 0xF6 == 0xF0, (bytes[2] >> 2) & 0x0F < 13 else { return nil }
    let length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
    return 16...1544 ~= length ? length : nil
  }
}
