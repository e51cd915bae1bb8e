import Testing

@testable import aai_recognize

@Suite("voice detector")
struct VoiceDetectorTests {
  /// White noise of an amplitude, the same every time.
  private func noise(_ amplitude: Int, frames: Int) -> [Int16] {
    var state: UInt32 = 1
    return (0..<frames * VoiceDetector.frameSize).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Int16(Int(state >> 16) % (2 * amplitude + 1) - amplitude)
    }
  }

  private func voiced(_ samples: [Int16], _ detector: inout VoiceDetector) -> Int {
    var count = 0
    for start in stride(from: 0, to: samples.count, by: VoiceDetector.frameSize) {
      samples[start..<start + VoiceDetector.frameSize].withUnsafeBufferPointer {
        if detector.isVoice($0) { count += 1 }
      }
    }
    return count
  }

  @Test("digital silence and a microphone's own noise are no voice")
  func silence() {
    var detector = VoiceDetector()
    #expect(voiced([Int16](repeating: 0, count: 16_000), &detector) == 0)
    var other = VoiceDetector()
    #expect(voiced(noise(10, frames: 300), &other) == 0)
  }

  @Test("what is louder than the background is voice, from the first frame of a stream on")
  func loud() {
    var detector = VoiceDetector()
    #expect(voiced(noise(2000, frames: 20), &detector) == 20)
    var later = VoiceDetector()
    _ = voiced(noise(100, frames: 400), &later)
    #expect(voiced(noise(2000, frames: 20), &later) == 20)
  }

  @Test("a loud but steady background becomes background")
  func adapts() {
    var detector = VoiceDetector()
    _ = voiced(noise(3000, frames: 400), &detector)
    #expect(voiced(noise(3000, frames: 100), &detector) == 0)
  }
}
