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
    let samples = Samples(AudioFormat(.pcmS16LE, sampleRate: 16_000))
    let bytes: [UInt8] = [0x01, 0x00, 0xFF, 0x7F, 0x00, 0x80]
    #expect(bytes.withUnsafeBytes { samples.convert($0) } == [1, 32_767, -32_768])
  }

  @Test("8 kHz takes the same time at 16")
  func narrow() {
    let samples = Samples(AudioFormat(.pcmMuLaw, sampleRate: 8000))
    let bytes: [UInt8] = [0x80, 0xFF, 0x00]
    #expect(bytes.withUnsafeBytes { samples.convert($0) } == [32_124, 0, 0, 0, -32_124, 0])
  }
}
