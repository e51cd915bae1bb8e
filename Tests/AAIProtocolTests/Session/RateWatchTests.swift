import Testing

@testable import AAIProtocol

@Suite("the rate of a live source")
struct RateWatchTests {
  private static let declared = AudioFormat(.pcmS16LE, sampleRate: 16_000)

  /// What is said of a source that delivers `rate` bytes per second in pieces of `period`.
  private func listen(
    rate: Int, period: Duration = .milliseconds(20), for length: Duration = .seconds(5),
    declared: AudioFormat = declared, isLive: Bool = true
  ) -> [RateWatch.Mismatch] {
    var watch = RateWatch(declared)
    let piece = Int(Double(rate) * (period / .seconds(1)))
    return stride(from: 0, to: Int(length / period), by: 1).compactMap {
      watch.note(piece, isLive: isLive, at: period * $0)
    }
  }

  @Test("the declared rate is nothing to talk about", arguments: [31_500, 32_000, 32_900])
  func asDeclared(rate: Int) { #expect(listen(rate: rate) == []) }

  @Test(
    "a steady rate of another format is told once, with that format",
    arguments: [
      (176_400, "44.1 kHz stereo"), (192_000, "48 kHz stereo"), (96_000, "48 kHz mono"),
      (88_200, "44.1 kHz mono"), (64_000, "16 kHz stereo"), (16_000, "8 kHz mono"),
      (8000, "8 kHz, 8 bits"), (384_000, "48 kHz stereo, 32 bits"),
    ])
  func explained(rate: Int, explanation: String) {
    let said = listen(rate: rate, period: .milliseconds(125))
    #expect(said.map(\.explanation) == [explanation])
    #expect(abs((said.first?.arriving ?? 0) - rate) < rate / 50)
  }

  @Test("a rate that no format has is a slow source, not a wrong one")
  func unexplained() { #expect(listen(rate: 27_000) == []) }

  @Test("a file has no rate of its own")
  func file() { #expect(listen(rate: 176_400, isLive: false) == []) }

  @Test("three seconds without a stall are enough, and needed")
  func stall() {
    var watch = RateWatch(Self.declared)
    var now = Duration.zero
    var said: [Duration] = []
    for piece in 0..<80 {
      // The source stalls for a second after two.
      now += piece == 20 ? .milliseconds(1100) : .milliseconds(100)
      if watch.note(17_640, isLive: true, at: now) != nil { said.append(now) }
    }
    #expect(said.count == 1)
    #expect(said[0] >= .seconds(6))
  }

  @Test("a source is read ahead of while it may be a live one that is held back")
  func readAhead() {
    var watch = RateWatch(Self.declared)
    _ = watch.note(65_536, isLive: false, at: .zero)
    #expect(watch.readAhead == 262_144)
    _ = watch.note(65_536, isLive: false, at: .seconds(2))
    #expect(watch.readAhead == 0)
    _ = watch.note(65_536, isLive: true, at: .seconds(3))
    #expect(watch.readAhead > 3 * 176_400)
  }

  @Test("compressed audio, and audio with a header, are not watched")
  func unwatched() {
    #expect(RateWatch(AudioFormat(.opus, sampleRate: 16_000)).isOver)
    #expect(RateWatch(nil).isOver)
  }
}
