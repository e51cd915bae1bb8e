/// The first bytes that give a container away.
struct Signature: Sendable {
  enum Match {
    case yes
    /// So far, and more bytes would tell.
    case perhaps
    case no
  }

  let container: Container
  /// `nil` matches any byte.
  private let pattern: [UInt8?]

  /// - Parameter pattern: ASCII, where `?` stands for any byte.
  private init(_ container: Container, _ pattern: StaticString) {
    let bytes = UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount)
    self.init(container, bytes.map { $0 == UInt8(ascii: "?") ? nil : $0 })
  }

  private init(_ container: Container, _ pattern: [UInt8?]) {
    self.container = container
    self.pattern = pattern
  }

  var length: Int { pattern.count }

  func match(_ bytes: [UInt8]) -> Match {
    for (byte, expected) in zip(bytes, pattern) where expected != nil && expected != byte {
      return .no
    }
    return bytes.count < pattern.count ? .perhaps : .yes
  }

  /// The more particular before the more general.
  static let all = [
    Signature(.wave, "RIFF????WAVE"),
    Signature(.riff, "RIFF????????"),
    Signature(.rf64, "RF64????WAVE"),
    // The broadcasters' own name for RF64 (ITU-R BS.2088).
    Signature(.rf64, "BW64????WAVE"),
    Signature(.rifx, "RIFX????WAVE"),
    Signature(.au, ".snd"),
    Signature(.reversedAU, "dns."),
    Signature(.aiff, "FORM????AIFF"),
    Signature(.aiff, "FORM????AIFC"),
    Signature(.caf, "caff"),
    Signature(.flac, "fLaC"),
    Signature(.ogg, "OggS"),
    Signature(.mp3, "ID3"),
    Signature(.amr, "#!AMR"),
    Signature(.sphere, "NIST_1A"),
    Signature(.wave64, [0x72, 0x69, 0x66, 0x66, 0x2E, 0x91, 0xCF, 0x11]),
    Signature(.matroska, [0x1A, 0x45, 0xDF, 0xA3]),
    Signature(.asf, [0x30, 0x26, 0xB2, 0x75]),
    Signature(.programStream, [0x00, 0x00, 0x01, 0xBA]),
    Signature(.flash, [0x46, 0x4C, 0x56, 0x01]),
    Signature(.nut, "nut/multimedia container"),
    Signature(.realMedia, ".RMF"),
    Signature(.realMedia, [0x2E, 0x72, 0x61, 0xFD]),
    // In either byte order.
    Signature(.sox, ".SoX"),
    Signature(.sox, "XoS."),
    Signature(.voc, "Creative Voice File"),
    Signature(.wavPack, "wvpk"),
    Signature(.tta, "TTA1"),
    Signature(.tta, "TTA2"),
    Signature(.monkey, "MAC "),
    Signature(.dsf, "DSD "),
    // With the one method there is.
    Signature(.gzip, [0x1F, 0x8B, 0x08]),
    Signature(.bzip2, "BZh?1AY&SY"),
    Signature(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    Signature(.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
    Signature(.zip, [0x50, 0x4B, 0x03, 0x04]),
    // A box of less than 64 KiB whose type is ftyp (ISO/IEC 14496-12).
    Signature(.mp4, [0x00, 0x00, nil, nil, 0x66, 0x74, 0x79, 0x70]),
  ]
}
