import AAIProtocol
import TestKit
import Testing

@testable import AudioInput

/// Bare samples must never be taken for something else, wherever a stream of them is joined.
@Suite("raw audio is not refused")
struct RawAudioTests {
  private static let speech = "/usr/share/pocketsphinx/test/data/"

  /// What is found in a stream that begins like this.
  private func finding(_ bytes: ArraySlice<UInt8>) -> ContainerHeader.Finding {
    var header = ContainerHeader()
    let finding = bytes.prefix(8192).withUnsafeBytes { header.read($0) }
    return finding == .undecided ? header.finish() : finding
  }

  private func refusals(_ bytes: [UInt8], step: Int = 1) -> [Int] {
    stride(from: 0, to: max(1, bytes.count - 8192), by: step)
      .filter { finding(bytes[$0...]) != .raw }
  }

  @Test(
    "speech, cut at every byte",
    arguments: ["goforward.raw", "numbers.raw", "something.raw"])
  func speech(name: String) throws {
    #expect(refusals(try TemporaryFolder().read(Self.speech + name)) == [])
  }

  @Test("the same speech as µ-law, and as A-law, cut at every byte", arguments: [0xFF, 0xD5])
  func companded(inversion: UInt8) throws {
    let linear = try TemporaryFolder().read(Self.speech + "goforward.raw")
    // Sign, exponent and mantissa, which is all that the two laws share and a sniffer could see.
    let bytes = stride(from: 0, to: linear.count - 1, by: 2).map { index -> UInt8 in
      let sample = Int(Int16(bitPattern: UInt16(linear[index]) | UInt16(linear[index + 1]) << 8))
      let size = min(abs(sample) / 4 + 33, 8191)
      let exponent = max(0, size.bitWidth - size.leadingZeroBitCount - 6)
      let code = UInt8(min(exponent, 7)) << 4 | UInt8(size >> (exponent + 1) & 15)
      return (code | (sample < 0 ? 0x80 : 0)) ^ inversion
    }
    #expect(refusals(bytes) == [])
  }

  @Test("noise, loud and quiet, cut at every byte")
  func noise() {
    var random = SplitMix64(seed: 7)
    let loud = (0..<200_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    #expect(refusals(loud) == [])
    let quiet = (0..<100_000).flatMap { _ -> [UInt8] in
      let sample = Int16.random(in: -40...40, using: &random)
      return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
    }
    #expect(refusals(quiet) == [])
  }

  @Test("any constant byte, and any constant sample of a step of 97, though it spells letters")
  func constants() {
    for value in UInt8.min ... .max {
      #expect(finding([UInt8](repeating: value, count: 8192)[...]) == .raw, "\(value)")
    }
    for value in stride(from: 0, through: 65_535, by: 97) {
      let sample = [UInt8(value & 255), UInt8(value >> 8)]
      let bytes = (0..<4096).flatMap { _ in sample }
      #expect(finding(bytes[...]) == .raw, "\(value)")
    }
  }

  @Test("nor taken for the middle of something else: speech, its laws, tones and noise")
  func middle() throws {
    var random = SplitMix64(seed: 9)
    var streams = try ["goforward.raw", "numbers.raw", "something.raw"].map {
      try TemporaryFolder().read(Self.speech + $0)
    }
    streams += streams.map { $0.map { $0 ^ 0x55 } }
    streams += [(0..<2_000_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }]
    // Every period, so that one has the length of each kind of frame.
    for period in 60..<600 {
      let wave = (0..<period).map { _ in UInt16.random(in: .min ... .max, using: &random) }
      streams.append(
        (0..<8192).flatMap { [UInt8(wave[$0 % period] & 255), UInt8(wave[$0 % period] >> 8)] })
    }
    for stream in streams {
      for start in stride(from: 0, to: max(1, stream.count - 8192), by: 12_000) {
        var look = try #require(MidstreamLook(in: AudioFormat(.pcmS16LE, sampleRate: 16_000)))
        _ = look.add(Array(stream[start...].prefix(MidstreamLook.length)))
        #expect(look.container == nil)
      }
    }
  }

  @Test("a few bytes of anything")
  func short() {
    for text in ["", "a", "RIFF", "PK", "<html>", "hello, world"] {
      #expect(finding(Array(text.utf8)[...]) == .raw)
    }
  }
}
