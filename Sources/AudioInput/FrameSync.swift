/// MP3 and AAC streams have no signature, only a frame header that comes again after each frame.
///
/// One header in sixty thousand is also a pair of ordinary samples, so two are asked for.
enum FrameSync {
  /// - Returns: The container and the bytes needed to be sure of it; `nil` when `bytes`, of which
  ///   there are at least six, do not begin with a frame header.
  static func container(of bytes: [UInt8]) -> (Container, needed: Int)? {
    guard bytes[0] == 0xFF else { return nil }
    if let length = layer3Length(bytes) { return (.mp3, length + 4) }
    if let length = adtsLength(bytes) { return (.adts, length + 4) }
    return nil
  }

  /// Whether the frame after the first begins as the first does.
  static func repeats(_ bytes: [UInt8], needed: Int) -> Bool {
    let next = needed - 4
    // Sync, version and layer, then the sample rate; the protection and padding bits may differ.
    return bytes[next] == 0xFF && bytes[next + 1] & 0xFE == bytes[1] & 0xFE
      && bytes[next + 2] & 0x0C == bytes[2] & 0x0C
  }

  /// ISO/IEC 11172-3 §2.4.1.3 and 13818-3, layer III only.
  private static func layer3Length(_ bytes: [UInt8]) -> Int? {
    let version = Int(bytes[1] >> 3) & 3
    let bitRate = Int(bytes[2] >> 4)
    let rate = Int(bytes[2] >> 2) & 3
    guard bytes[1] & 0xE6 == 0xE2, version != 1, 1...14 ~= bitRate, rate != 3, bytes[3] & 3 != 2
    else { return nil }
    let padding = Int(bytes[2] >> 1) & 1
    let sampleRate = [44_100, 48_000, 32_000][rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
    let kilobits =
      version == 3
      ? [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][bitRate - 1]
      : [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160][bitRate - 1]
    return (version == 3 ? 144_000 : 72_000) * kilobits / sampleRate + padding
  }

  /// ISO/IEC 13818-7 §6.2; frames of more than two channels are longer and not looked for.
  private static func adtsLength(_ bytes: [UInt8]) -> Int? {
    guard bytes[1] & 0xF6 == 0xF0, (bytes[2] >> 2) & 0x0F < 13 else { return nil }
    let length = Int(bytes[3] & 3) << 11 | Int(bytes[4]) << 3 | Int(bytes[5] >> 5)
    return 16...1544 ~= length ? length : nil
  }
}
