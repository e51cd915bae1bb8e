import AAIProtocol
import TestKit
import Testing

@testable import AudioInput

/// Streams that no writer would write.
@Suite("container header, fuzzed")
struct ContainerHeaderFuzzTests {
  /// Where the header ended up, and how many bytes in.
  private struct Verdict: Equatable {
    var finding: ContainerHeader.Finding
    var position: Int
  }

  private func verdict(
    _ bytes: [UInt8], sizes: (inout SplitMix64) -> Int, _ random: inout SplitMix64
  )
    -> Verdict
  {
    var header = ContainerHeader()
    var fed = 0
    while fed < bytes.count {
      let piece = bytes[fed..<min(bytes.count, fed + sizes(&random))]
      let finding = piece.withUnsafeBytes { header.read($0) }
      switch finding {
      case .undecided, .header:
        fed += piece.count
      case .audio(let audio, let at):
        #expect((0...piece.count).contains(at))
        #expect(AudioFormat.sampleRates.contains(audio.format.sampleRate))
        return Verdict(finding: .audio(audio, at: 0), position: fed + at)
      case .raw, .refused:
        return Verdict(finding: finding, position: 0)
      }
    }
    return Verdict(finding: header.finish(), position: 0)
  }

  @Test("damaged headers give one verdict in pieces of any size", arguments: 0..<20)
  func mutations(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<100 {
      var bytes = ContainerHeaderTests.sounds.randomElement(using: &random)?.bytes ?? []
      bytes = Array(bytes.prefix(400))
      for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.remove(at: index)
        case 2: bytes.insert([0x00, 0xFF, 0x7F].randomElement(using: &random) ?? 0, at: index)
        default: bytes.removeSubrange(index..<min(index + 4, bytes.count))
        }
      }
      let whole = verdict(bytes, sizes: { _ in bytes.count }, &random)
      let bytewise = verdict(bytes, sizes: { _ in 1 }, &random)
      let random3 = verdict(bytes, sizes: { Int.random(in: 1...9, using: &$0) }, &random)
      #expect(whole == bytewise, "\(bytes)")
      #expect(whole == random3, "\(bytes)")
    }
  }

  @Test("noise is raw audio or a verdict, never a crash", arguments: 0..<20)
  func noise(seed: Int) {
    var random = SplitMix64(seed: UInt64(1000 + seed))
    for _ in 0..<200 {
      // Every other one begins as a frame of MP3 or AAC does.
      var bytes = (0..<2000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      if Bool.random(using: &random) {
        bytes[0] = 0xFF
        bytes[1] |= 0xE0
      }
      let whole = verdict(bytes, sizes: { _ in bytes.count }, &random)
      #expect(whole == verdict(bytes, sizes: { Int.random(in: 1...700, using: &$0) }, &random))
    }
  }
}
