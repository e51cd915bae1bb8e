import AAIProtocol
@testable import AudioInput
import Testing

/// What a header came to, and at which byte of the whole stream.
private struct Outcome: Equatable {
  var finding: ContainerHeader.Finding
  var position: Int
}

/// Feeds `bytes` in pieces of `size`; `.audio` offsets are counted from the stream's first byte.
private func outcome(_ bytes: [UInt8], pieces size: Int) -> Outcome {
  var header = ContainerHeader()
  var fed = 0
  while fed < bytes.count {
    let piece = bytes[fed..<min(fed + size, bytes.count)]
    let finding = piece.withUnsafeBytes { header.read($0) }
    switch finding {
    case .undecided, .header: fed += piece.count
    case .audio(let audio, let at):
      return Outcome(finding: .audio(audio, at: 0), position: fed + at)
    case .raw, .refused: return Outcome(finding: finding, position: fed + piece.count)
    }
  }
  return Outcome(finding: header.finish(), position: fed)
}

private func finding(_ bytes: [UInt8]) -> ContainerHeader.Finding {
  outcome(bytes, pieces: bytes.count).finding
}

private let samples: [UInt8] = (0..<64).map { UInt8($0) }

private func wav(
  _ length: UInt64?, rate: Int = 16_000, in container: Container = .wave, rest: UInt64? = nil,
  isPerhapsEmpty: Bool = false
) -> ContainerHeader.Finding {
  let format = AudioFormat(.pcmS16LE, sampleRate: rate)
  return .audio(
    ContainerAudio(
      container: container, format: format, byteCount: length, containerRest: rest,
      isPerhapsEmpty: isPerhapsEmpty), at: 0)
}

@Suite("container header")
struct ContainerHeaderTests {
  /// Streams whose audio begins right before `samples`.
  static let sounds: [(name: String, bytes: [UInt8], expected: ContainerHeader.Finding)] = [
    (
      "plain", Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples)]), wav(64)
    ),
    (
      "odd and empty chunks before the audio",
      Wave.file(chunks: [
        Wave.chunk("LIST", Array("INFOISFT".utf8) + [5]), Wave.chunk("junk", []),
        Wave.format(rate: 8000), Wave.chunk("fact", [1, 2, 3, 4]),
        Wave.chunk("bext", Array(repeating: 0x64, count: 70_001)), Wave.chunk("data", samples),
      ]), wav(64, rate: 8000)
    ),
    (
      "a long fmt chunk",
      Wave.file(chunks: [
        Wave.format(extra: Array(repeating: 7, count: 99)), Wave.chunk("data", samples),
      ]), wav(64)
    ),
    (
      "extensible",
      Wave.file(chunks: [Wave.extensible(tag: 1), Wave.chunk("data", samples)]), wav(64)
    ),
    (
      "ffmpeg's length",
      Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples, length: .max)]), wav(nil)
    ),
    (
      "sox's length",
      Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples, length: 0x7FFF_F000)]), wav(nil)
    ),
    (
      "arecord's length",
      Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples, length: 0x8000_0000)]), wav(nil)
    ),
    (
      "no length", Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples, length: 0)]),
      wav(nil, isPerhapsEmpty: true)
    ),
    (
      "RF64",
      Wave.file(
        "RF64",
        chunks: [
          Wave.chunk(
            "ds64",
            Wave.little(UInt64(1 << 33)) + Wave.little(UInt64(6_000_000_000))
              + Wave.little(UInt64(3_000_000_000)) + Wave.little(UInt32(0))),
          Wave.format(), Wave.chunk("data", samples, length: .max),
        ]), wav(6_000_000_000, in: .rf64, rest: (1 << 33) - 72)
    ),
    (
      "µ-law",
      Wave.file(chunks: [
        Wave.format(tag: 7, rate: 8000, bits: 8, extra: [0, 0]), Wave.chunk("fact", [0, 0, 0, 0]),
        Wave.chunk("data", samples),
      ]),
      .audio(
        ContainerAudio(
          container: .wave, format: AudioFormat(.pcmMuLaw, sampleRate: 8000), byteCount: 64), at: 0)
    ),
    (
      "AU",
      au(code: 3, length: 64, annotation: Array(repeating: 0, count: 5000)) + samples,
      .audio(
        ContainerAudio(
          container: .au, format: AudioFormat(.pcmS16LE, sampleRate: 16_000), isBigEndian: true,
          byteCount: 64), at: 0)
    ),
    (
      "AU of parec",
      Array("dns.".utf8) + Wave.little(UInt32(24)) + Wave.little(UInt32.max)
        + Wave.little(UInt32(3)) + Wave.little(UInt32(16_000)) + Wave.little(UInt32(1)) + samples,
      wav(nil, in: .reversedAU)
    ),
    (
      "µ-law AU without a text",
      au(code: 1, rate: 8000, annotation: []) + samples,
      .audio(
        ContainerAudio(
          container: .au, format: AudioFormat(.pcmMuLaw, sampleRate: 8000), byteCount: nil), at: 0)
    ),
  ]

  @Test(
    "audio is found at its first byte, whatever sizes arrive", arguments: 0..<sounds.count,
    [1, 2, 3, 7, 64, 1 << 20])
  func audio(index: Int, size: Int) {
    let (name, bytes, expected) = Self.sounds[index]
    let found = outcome(bytes, pieces: size)
    #expect(found.finding == expected, "\(name)")
    #expect(found.position == bytes.count - samples.count, "\(name)")
  }

  @Test(
    "audio in another form is refused by its name",
    arguments: [
      (Wave.format(channels: 2), "2 channels"), (Wave.format(channels: 6), "6 channels"),
      (Wave.format(bits: 8), "8-bit PCM"), (Wave.format(bits: 24), "24-bit PCM"),
      (Wave.format(bits: 32), "32-bit PCM"), (Wave.format(tag: 6, bits: 8), "A-law"),
      (Wave.format(tag: 3, bits: 32), "32-bit floating point"),
      (Wave.extensible(tag: 3, bits: 32), "32-bit floating point"),
      (Wave.extensible(tag: 1, channels: 2), "2 channels"),
      (Wave.extensible(tag: 1, bits: 24), "24-bit PCM"),
      (Wave.format(tag: 0x11, bits: 4), "IMA ADPCM"),
      (Wave.format(tag: 0x1234), "format tag 0x1234"),
      (Wave.format(rate: 192_000), "a rate of 192000 Hz"),
      (Wave.format(rate: 4000), "a rate of 4000 Hz"),
    ])
  func unsuited(format: [UInt8], found: String) {
    let bytes = Wave.file(chunks: [format, Wave.chunk("data", samples)])
    let refusal = ContainerRefusal.unsuited(
      .wave, found: found, soxReads: !found.hasPrefix("format tag"))
    #expect(finding(bytes) == .refused(refusal))
    #expect(outcome(bytes, pieces: 1).finding == .refused(refusal))
  }

  @Test(
    "an AU stream of another form is refused by its name",
    arguments: [
      (au(code: 27), "A-law"), (au(code: 6), "32-bit floating point"),
      (au(code: 3, channels: 2), "2 channels"), (au(code: 99), "encoding 99"),
    ])
  func unsuitedAU(header: [UInt8], found: String) {
    #expect(finding(header) == .refused(.unsuited(.au, found: found)))
  }

  @Test(
    "a damaged header is called so",
    arguments: [
      (
        Wave.file(chunks: [Wave.chunk("data", samples)]),
        "its data chunk comes before its fmt chunk"
      ),
      (Wave.file(chunks: [Wave.chunk("fmt ", [1, 0])]), "its fmt chunk has 2 bytes"),
      (Wave.file(chunks: [Wave.format(rate: 0)]), "its fmt chunk says 1 channels, 0 Hz"),
      (Wave.file(chunks: [Wave.format()]), "it ends before its audio begins"),
      (Wave.file(chunks: [Wave.format(), [1, 2, 3]]), "it ends before its audio begins"),
    ])
  func damaged(bytes: [UInt8], reason: String) {
    #expect(finding(bytes) == .refused(.damaged(.wave, reason)))
    #expect(outcome(bytes, pieces: 1).finding == .refused(.damaged(.wave, reason)))
  }

  @Test(
    "other containers are told by their first bytes",
    arguments: [
      (Array("OggS\0\u{2}".utf8), .ogg), (Array("fLaC\0\0\0\"".utf8), .flac),
      (Array("ID3\u{3}\0".utf8), .mp3), (Array("FORM\0\0\0\0AIFF".utf8), .aiff),
      (Array("FORM\0\0\0\0AIFC".utf8), .aiff), (Array("caff\0\u{1}".utf8), .caf),
      ([0, 0, 0, 0x20] + Array("ftypM4A ".utf8), .mp4), ([0x1A, 0x45, 0xDF, 0xA3], .matroska),
      (Array("RIFF\0\0\0\0AVI ".utf8), .riff), (Array("RIFX\0\0\0\0WAVE".utf8), .rifx),
      (Array("#!AMR\n".utf8), .amr), (Array("NIST_1A\n".utf8), .sphere),
    ] as [([UInt8], Container)])
  func otherContainers(bytes: [UInt8], container: Container) {
    #expect(finding(bytes + samples) == .refused(.unread(container)))
    #expect(outcome(bytes + samples, pieces: 1).finding == .refused(.unread(container)))
  }

  @Test("MP3 and AAC streams are told by two frames, one look-alike is audio")
  func frames() {
    // 128 kbit/s at 44.1 kHz: 417 bytes a frame.
    let mp3 = [0xFF, 0xFB, 0x90, 0x44] + [UInt8](repeating: 1, count: 413)
    // 200 bytes a frame at 16 kHz, mono.
    let aac = [0xFF, 0xF1, 0x60, 0x40, 0x19, 0x00] + [UInt8](repeating: 1, count: 194)
    for size in [1, 100, 10_000] {
      #expect(outcome(mp3 + mp3, pieces: size).finding == .refused(.unread(.mp3)))
      #expect(outcome(aac + aac, pieces: size).finding == .refused(.unread(.adts)))
      #expect(outcome(mp3 + samples, pieces: size).finding == .raw)
      #expect(outcome(mp3, pieces: size).finding == .raw)
    }
  }

  @Test(
    "raw audio is let go after twelve bytes at most",
    arguments: [
      Array("RIF".utf8) + samples, Array("RIFF1234WAVX".utf8), [0, 0, 0, 0, 0, 0, 0, 0],
      [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0x00], [0x52, 0x00], [0x1A, 0x45, 0xDF, 0x00],
      Array("FORM12".utf8) + [0, 0] + Array("AIFX".utf8), samples,
    ])
  func raw(bytes: [UInt8]) {
    var header = ContainerHeader()
    var last = ContainerHeader.Finding.undecided
    for byte in bytes.prefix(12) {
      last = [byte].withUnsafeBytes { header.read($0) }
      if last == .raw { break }
    }
    // RIFF and four bytes more are always a container.
    #expect(last == .raw || bytes.starts(with: Array("RIFF".utf8)))
  }

  @Test("an input too short to tell is raw audio", arguments: [[], [0x52], Array("RIFF".utf8)])
  func short(bytes: [UInt8]) {
    #expect(finding(bytes) == .raw)
  }

  @Test("an endless chunk before the audio is skipped without being held")
  func endlessChunk() {
    var header = ContainerHeader()
    let start = Wave.file(chunks: [Wave.format(), Wave.chunk("junk", [], length: .max - 1)])
    #expect(start.withUnsafeBytes { header.read($0) } == .header)
    let block = [UInt8](repeating: 0, count: 1 << 16)
    for _ in 0..<1000 {
      #expect(block.withUnsafeBytes { header.read($0) } == .header)
    }
    #expect(header.finish() == .refused(.damaged(.wave, "it ends before its audio begins")))
  }
}
