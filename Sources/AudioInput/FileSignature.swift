/// The first bytes that give a container away.
struct FileSignature: Sendable {
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
    FileSignature(.wave, "RIFF????WAVE"),
    FileSignature(.riff, "RIFF????????"),
    FileSignature(.rf64, "RF64????WAVE"),
    // The broadcasters' own name for RF64 (ITU-R BS.2088).
    FileSignature(.rf64, "BW64????WAVE"),
    FileSignature(.rifx, "RIFX????WAVE"),
    FileSignature(.au, ".snd"),
    FileSignature(.reversedAU, "dns."),
    FileSignature(.aiff, "FORM????AIFF"),
    FileSignature(.aiff, "FORM????AIFC"),
    FileSignature(.caf, "caff"),
    FileSignature(.flac, "fLaC"),
    FileSignature(.ogg, "OggS"),
    FileSignature(.mp3, "ID3"),
    FileSignature(.amr, "#!AMR"),
    FileSignature(.sphere, "NIST_1A"),
    FileSignature(.wave64, [0x72, 0x69, 0x66, 0x66, 0x2E, 0x91, 0xCF, 0x11]),
    FileSignature(.matroska, [0x1A, 0x45, 0xDF, 0xA3]),
    FileSignature(.asf, [0x30, 0x26, 0xB2, 0x75]),
    FileSignature(.programStream, [0x00, 0x00, 0x01, 0xBA]),
    FileSignature(.flash, [0x46, 0x4C, 0x56, 0x01]),
    FileSignature(.nut, "nut/multimedia container"),
    FileSignature(.realMedia, ".RMF"),
    FileSignature(.realMedia, [0x2E, 0x72, 0x61, 0xFD]),
    // In either byte order.
    FileSignature(.sox, ".SoX"),
    FileSignature(.sox, "XoS."),
    FileSignature(.voc, "Creative Voice File"),
    FileSignature(.wavPack, "wvpk"),
    FileSignature(.tta, "TTA1"),
    FileSignature(.tta, "TTA2"),
    FileSignature(.monkey, "MAC "),
    FileSignature(.dsf, "DSD "),
    // With the one method there is.
    FileSignature(.gzip, [0x1F, 0x8B, 0x08]),
    FileSignature(.bzip2, "BZh?1AY&SY"),
    FileSignature(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    FileSignature(.zstd, [0x28, 0xB5, 0x2F, 0xFD]),
    FileSignature(.zip, [0x50, 0x4B, 0x03, 0x04]),
    FileSignature(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    FileSignature(.rar, [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]),
    FileSignature(.dts, [0x7F, 0xFE, 0x80, 0x01]),
    FileSignature(.musepack, "MPCK"),
    FileSignature(.musepack, [0x4D, 0x50, 0x2B, 0x07]),
    FileSignature(.eightSVX, "FORM????8SVX"),
    FileSignature(.midi, "MThd"),
    FileSignature(.pdf, "%PDF-"),
    FileSignature(.image, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]),
    // The first four bytes alone are those of quiet audio, too.
    FileSignature(.image, [0xFF, 0xD8, 0xFF, 0xE0, nil, nil, 0x4A, 0x46, 0x49, 0x46]),
    FileSignature(.image, [0xFF, 0xD8, 0xFF, 0xE1, nil, nil, 0x45, 0x78, 0x69, 0x66]),
    FileSignature(.executable, [0x7F, 0x45, 0x4C, 0x46]),
    // QuickTime of before there was ftyp.
    FileSignature(.mp4, [0x00, nil, nil, nil, 0x6D, 0x6F, 0x6F, 0x76]),
    FileSignature(.mp4, [0x00, nil, nil, nil, 0x6D, 0x64, 0x61, 0x74]),
    FileSignature(.mp4, [0x00, 0x00, 0x00, 0x08, 0x77, 0x69, 0x64, 0x65]),
    // A box of less than 64 KiB whose type is ftyp (ISO/IEC 14496-12).
    FileSignature(.mp4, [0x00, 0x00, nil, nil, 0x66, 0x74, 0x79, 0x70]),
  ]
}
