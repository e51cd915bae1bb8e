import AAIProtocol
import Testing

@Suite("audio format")
struct AudioFormatTests {
  @Test(
    "time becomes bytes of whole samples, never too few",
    arguments: [
      (16_000, 50, 1600), (8000, 50, 800), (44_100, 50, 4410), (48_000, 1000, 96_000),
      (11_025, 50, 1104), (22_050, 50, 2206), (96_000, 86_400_000, 16_588_800_000),
    ])
  func bytes(rate: Int, milliseconds: Int, expected: Int) {
    let format = AudioFormat(.pcmS16LE, sampleRate: rate)
    #expect(format.byteCount(of: .milliseconds(milliseconds)) == expected)
  }

  @Test("bytes become time, without the half sample at the end")
  func time() {
    let format = AudioFormat(.pcmS16LE, sampleRate: 16_000)
    #expect(format.duration(ofByteCount: 32_001) == .seconds(1))
    #expect(format.duration(ofByteCount: 32_000 * 86_400 * 365) == .seconds(86_400 * 365))
    #expect(
      AudioFormat(.pcmMuLaw, sampleRate: 8000).duration(ofByteCount: 1) == .microseconds(125))
  }

  @Test("compressed audio has no bytes per second")
  func compressed() {
    let format = AudioFormat(.opus, sampleRate: 48_000)
    #expect(format.bytesPerSecond == nil)
    #expect(format.byteCount(of: .seconds(1)) == nil)
    #expect(format.duration(ofByteCount: 100) == nil)
    #expect(format.encoding.silence == nil)
  }

  @Test(
    "encodings go by the service's names and by ALSA's",
    arguments: [
      ("pcm_s16le", AudioEncoding.pcmS16LE), ("S16_LE", .pcmS16LE), ("pcm_mulaw", .pcmMuLaw),
      ("MU_LAW", .pcmMuLaw), ("ogg_opus", .oggOpus), ("opus", .opus), ("aac", .aac),
      ("u8", .pcmU8), ("S24_3LE", .pcmS24LE), ("s32le", .pcmS32LE), ("A_LAW", .pcmALaw),
    ])
  func spelling(text: String, encoding: AudioEncoding) {
    #expect(AudioEncoding(spelling: text) == encoding)
    #expect(AudioEncoding(spelling: encoding.rawValue) == encoding)
  }

  @Test("anything else is no encoding", arguments: ["", "flac", "pcm", "pcm_s16le "])
  func noEncoding(text: String) {
    #expect(AudioEncoding(spelling: text) == nil)
  }
}
