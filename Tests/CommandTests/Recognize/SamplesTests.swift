import AAIProtocol
import Testing

@testable import aai_recognize

@Suite("samples")
struct SamplesTests {
  @Test("µ-law codes are those of G.711")
  func muLaw() {
    #expect(MuLaw.linear[0xFF] == 0)
    #expect(MuLaw.linear[0x7F] == 0)
    #expect(MuLaw.linear[0x00] == -32_124)
    #expect(MuLaw.linear[0x80] == 32_124)
    #expect(MuLaw.linear[0xFE] == 8)
    #expect(MuLaw.linear[0xEF] == 132)
  }

  @Test("16 kHz goes through as it is")
  func linear() {
    var samples = Samples(AudioFormat(.pcmS16LE, sampleRate: 16_000))
    let bytes: [UInt8] = [0x01, 0x00, 0xFF, 0x7F, 0x00, 0x80]
    #expect(bytes.withUnsafeBytes { samples.convert($0) } == [1, 32_767, -32_768])
  }

  @Test("8 kHz becomes twice as many samples of the same wave, in pieces of any size")
  func widening() {
    // 500 Hz: far below the mirror's band.
    let wave = (0..<800).map { Int16(10_000 * sine(Double($0) / 16)) }
    var whole = Widening()
    let output = whole.widen(wave)
    #expect(output.count == 1600)
    var pieces = Widening()
    #expect([wave[..<7], wave[7..<8], wave[8...]].flatMap { pieces.widen(Array($0)) } == output)
    // The wave comes 16 samples later, and half way between two of its samples lies its own value.
    for index in 400..<1200 {
      let expected = 10_000 * sine(Double(index - 32) / 32)
      let image = index % 2 == 0 ? 1.178 : 0.822
      #expect(abs(Double(output[index]) - expected * image) < 20)
    }
  }

  /// Of a phase in turns.
  private func sine(_ turns: Double) -> Double {
    let x = (turns - turns.rounded()) * 2 * .pi
    var term = x
    var sum = x
    for n in 1..<12 {
      term *= -x * x / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return sum
  }
}
