import AAIProtocol
import TestKit
import Testing

@testable import AudioInput

private let pcm = AudioFormat(.pcmS16LE, sampleRate: 16_000)
private let first = (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
private let second = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 11 &+ 1) }

/// A WAV file whose header says how long it is in all.
private func wave(
  _ audio: [UInt8], length: UInt32? = nil, before: [[UInt8]] = [], after: [[UInt8]] = [],
  rate: UInt32 = 16_000, channels: UInt16 = 1
) -> [UInt8] {
  let chunks =
    [Wave.format(channels: channels, rate: rate)] + before
    + [Wave.chunk("data", audio, length: length)] + after
  return Wave.file(chunks: chunks, riffLength: UInt32(4 + chunks.joined().count))
}

/// What is taken out of a stream that comes in pieces.
private struct Taken: Equatable {
  var audio: [UInt8] = []
  var complaint: Unwrapper.Complaint?
  var `break`: Unwrapper.Break?

  init(_ stream: [UInt8], pieces size: Int, of format: AudioFormat = pcm) {
    var header = ContainerHeader(for: .gladia)
    var unwrapper: Unwrapper?
    var undecided: [UInt8] = []
    for start in stride(from: 0, to: stream.count, by: size) {
      let piece = Array(stream[start..<min(start + size, stream.count)])
      guard unwrapper == nil else {
        audio += unwrapper?.unwrap(piece) ?? []
        continue
      }
      switch piece.withUnsafeBytes({ header.read($0) }) {
      case .audio(let found, let at):
        unwrapper = Unwrapper(found.format, found, for: .gladia)
        audio += unwrapper?.unwrap(Array(piece[at...])) ?? []
      case .raw:
        unwrapper = Unwrapper(format, nil, for: .gladia)
        audio += unwrapper?.unwrap(undecided + piece) ?? []
      case .undecided: undecided += piece
      case .header, .refused: break
      }
    }
    audio += unwrapper?.finish() ?? []
    complaint = unwrapper?.complaint
    `break` = unwrapper?.break
  }

  init(_ audio: [UInt8], _ complaint: Unwrapper.Complaint? = nil) {
    self.audio = audio
    self.complaint = complaint
  }
}

@Suite("what follows a header")
struct UnwrapperTests {
  private static let sizes = [1, 3, 7, 64, 65_536]
  private static let list = Wave.chunk("LIST", Array("INFOISFT".utf8) + [4, 0, 0, 0, 1, 2, 3, 4])
  /// ID3v1, of 128 bytes.
  private static let tag = Array("TAGa talk".utf8) + [UInt8](repeating: 0x20, count: 119)

  @Test("a recording behind a recording goes on with it", arguments: sizes)
  func joined(size: Int) {
    let streaming: [UInt32] = [0, .max, 0x7FFF_F000, 0x8000_0000]
    for one in [wave(first), wave(first, after: [Self.list]), wave(first) + Self.list]
      + streaming.map({ wave(first, length: $0) })
      + [au(code: 3, length: .max) + swapped(first), au(code: 3, length: 4000) + swapped(first)]
    {
      for other in [
        wave(second), wave(second, before: [Self.list]), wave(second, length: .max),
        au(code: 3, length: 3000) + swapped(second), au(code: 3) + swapped(second),
      ] {
        #expect(Taken(one + other, pieces: size) == Taken(first + second))
      }
      #expect(Taken(one + one + one, pieces: size) == Taken(first + first + first))
    }
  }

  @Test("a length of more than 32 bits is read behind, too", arguments: sizes)
  func longForm(size: Int) {
    let lengths = Wave.little(UInt64(4 + 36 + 24 + 8 + first.count)) + Wave.little(UInt64(4000))
    let long = Wave.file(
      "RF64",
      chunks: [
        Wave.chunk("ds64", lengths + [UInt8](repeating: 0, count: 12)), Wave.format(),
        Wave.chunk("data", first, length: .max),
      ])
    #expect(Taken(long + wave(second), pieces: size) == Taken(first + second))
    #expect(
      Taken(Array(long.dropLast(1000)), pieces: size)
        == Taken(Array(first.dropLast(1000)), .missing(1000)))
  }

  @Test(
    "metadata behind the audio is no audio, with or without a chunk around it", arguments: sizes)
  func metadata(size: Int) {
    for rest in [
      Self.list, Wave.chunk("id3 ", first), Self.tag, Wave.chunk("bext", first) + Self.tag,
      Array("APETAGEX".utf8) + first, [UInt8](repeating: 0, count: 4096),
    ] {
      #expect(Taken(wave(first) + rest, pieces: size) == Taken(first))
    }
    let own = Wave.chunk("myID", first)
    #expect(Taken(wave(first, after: [own, own]), pieces: size) == Taken(first))
    #expect(
      Taken(wave(Array(first.dropLast()), after: [own]), pieces: size)
        == Taken(Array(first.dropLast())))
  }

  @Test(
    "an empty data chunk is empty where a chunk follows, else of a length not known",
    arguments: sizes)
  func empty(size: Int) {
    #expect(Taken(wave([], after: [Self.list]), pieces: size) == Taken([]))
    #expect(Taken(wave([], after: [Wave.chunk("myID", first)]), pieces: size) == Taken([]))
    #expect(Taken(wave([]), pieces: size) == Taken([]))
    #expect(Taken(wave([]) + first, pieces: size) == Taken(first))
    #expect(Taken(wave([]) + first[..<5], pieces: size) == Taken(Array(first[..<5])))
    #expect(Taken(wave([]) + wave(second), pieces: size) == Taken(second))
  }

  @Test("what is missing is told, and what no header announces", arguments: sizes)
  func complaints(size: Int) {
    let half = wave(first, length: 1000)
    #expect(Taken(half, pieces: size) == Taken(Array(first[..<1000]), .astray(3000)))
    #expect(
      Taken(au(code: 3, length: 1000) + swapped(first), pieces: size)
        == Taken(Array(first[..<1000]), .astray(3000)))
    #expect(Taken(wave(first, length: 9000), pieces: size) == Taken(first, .missing(5000)))
    #expect(
      Taken(au(code: 3, length: 9000) + swapped(first), pieces: size)
        == Taken(first, .missing(5000)))
    #expect(Taken(wave(first) + [1, 2, 3], pieces: size) == Taken(first, .astray(3)))
    // A chunk that breaks off takes no audio with it.
    #expect(Taken(wave(first) + Self.list.dropLast(3), pieces: size) == Taken(first))
  }

  @Test("another kind of recording ends the audio, and says which", arguments: sizes)
  func breaks(size: Int) {
    let slow = Taken(wave(first) + wave(second, rate: 8000), pieces: size)
    #expect(slow.audio == first && slow.complaint == nil)
    guard case .otherFormat(let audio) = slow.break else {
      Issue.record("no break")
      return
    }
    #expect(audio.format == AudioFormat(.pcmS16LE, sampleRate: 8000))
    let nine = Taken(wave(first, length: .max) + wave(second, channels: 9), pieces: size)
    #expect(nine.break == .refused(.unsuited(.wave, found: "9 channels")))
    #expect(nine.audio == first)
    let flac = Taken(wave(first) + Array("fLaC".utf8) + second, pieces: size)
    #expect(flac.break == .refused(.unread(.flac)) && flac.audio == first)
    let cut = Taken(wave(first) + wave(second).prefix(30), pieces: size)
    #expect(cut.break == .refused(.damaged(.wave, "it ends before its audio begins")))
  }

  @Test(
    "half a sample at a seam is made whole, so that what follows is not shifted", arguments: sizes)
  func seam(size: Int) {
    let odd = Array(first.dropLast())
    #expect(Taken(wave(odd) + wave(second), pieces: size) == Taken(odd + [0] + second))
    // Some writers leave the padding out.
    #expect(
      Taken(Array(wave(odd).dropLast()) + wave(second), pieces: size) == Taken(odd + [0] + second))
    #expect(
      Taken(au(code: 3) + swapped(first) + [9] + wave(second), pieces: size)
        == Taken(first + second))
  }

  @Test(
    "a header inside of raw audio goes on with it; what only looks like one is audio",
    arguments: sizes)
  func raw(size: Int) {
    #expect(Taken(first + wave(second), pieces: size) == Taken(first + second))
    for lookalike in [
      "RIFF", "RIFFabcdWAV", "RIFFabcdWAVE", ".snd", "RF64RF64RF64", "dns.RIFF.snd",
    ] {
      let audio = first + Array(lookalike.utf8) + second
      #expect(Taken(audio, pieces: size) == Taken(audio))
      #expect(
        Taken(first + Array(lookalike.utf8), pieces: size) == Taken(first + Array(lookalike.utf8)))
    }
  }

  @Test("random bytes come out as they went in")
  func random() {
    var random = SplitMix64(seed: 8)
    // Made of the bytes that headers begin with.
    let letters = Array("RIF64BW.sndWAVEfmt ".utf8) + [0, 1, 24]
    for _ in 0..<200 {
      let noise = (0..<2000).map { _ in letters.randomElement(using: &random) ?? 0 }
      #expect(
        Taken([0] + noise, pieces: Int.random(in: 1...100, using: &random)).audio == [0] + noise)
    }
  }

  private func swapped(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: 2).flatMap { [bytes[$0 + 1], bytes[$0]] }
  }
}
