import Testing

@testable import aai_capture

@Suite("the timeline of a capture")
struct TimelineTests {
  @Test("a gap owes what passed between the last frame read and the next one")
  func gap() {
    var timeline = Timeline(rate: 16_000)
    timeline.observe(next: .seconds(100))
    timeline.advance(by: 16_000)
    #expect(timeline.resume(next: .milliseconds(101_250)) == 4000)
    timeline.advance(by: 4000)
    #expect(timeline.resume(next: .milliseconds(101_250)) == 0)
  }

  @Test("errors of single gaps do not add up")
  func manyGaps() {
    var timeline = Timeline(rate: 16_000)
    timeline.observe(next: .seconds(1))
    var time = Duration.seconds(1)
    for _ in 0..<1000 {
      timeline.advance(by: 8000)
      // A third of a second is no whole number of frames.
      time += .milliseconds(500) + .seconds(1) / 3
      timeline.advance(by: timeline.resume(next: time))
    }
    let expected = Double(1000) * (8000 + 16_000.0 / 3)
    #expect(abs(Double(timeline.frames) - expected) <= 1)
  }

  @Test("late readings do not move the clock, and a slow sound card does")
  func readings() {
    var late = Timeline(rate: 16_000)
    late.observe(next: .seconds(10))
    late.advance(by: 8000)
    late.observe(next: .milliseconds(10_515))
    // 15 ms late, of which a sound card that slow could explain 1.5.
    #expect((184...208).contains(late.resume(next: .milliseconds(10_512))))

    var slow = Timeline(rate: 16_000)
    for second in 0..<3600 {
      slow.observe(next: .seconds(second) + .microseconds(second * 100))
      slow.advance(by: 16_000)
    }
    let lost = slow.resume(next: .seconds(3601) + .microseconds(3600 * 100))
    #expect((15_990...16_010).contains(lost))
  }

  @Test("a clock that jumps back owes nothing")
  func backwards() {
    var timeline = Timeline(rate: 16_000)
    timeline.observe(next: .seconds(100))
    timeline.advance(by: 16_000)
    #expect(timeline.resume(next: .seconds(3)) == 0)
    #expect(timeline.frames == 16_000)
  }

  @Test(
    "what a device dropped in a long pause shows in frames that stay late",
    arguments: [
      (pause: 10.0, late: 6.0, found: [6.0]), (pause: 10.0, late: 0.0, found: []),
      // Lateness without a pause is the device's own affair.
      (pause: 0.5, late: 6.0, found: []),
    ])
  func silentLoss(pause: Double, late: Double, found: [Double]) {
    var watch = LossWatch(buffer: .milliseconds(500), period: .milliseconds(20))
    var time = Duration.zero
    func read(after pause: Duration, waiting: Duration, origin: Duration) -> Duration? {
      time += pause
      return watch.note(
        Position(time: time, waiting: waiting), origin: origin, interval: .milliseconds(500),
        cause: .overrun)?.length
    }
    func read(origin: Duration) -> Duration? {
      read(after: .milliseconds(500), waiting: .milliseconds(20), origin: origin)
    }
    // At its start, a sound server exaggerates its delay.
    for reading in 0..<12 { #expect(read(origin: .seconds(reading < 2 ? -0.4 : 0)) == nil) }
    #expect(read(after: .seconds(pause), waiting: .seconds(3), origin: .seconds(late)) == nil)
    var filled: [Duration] = []
    for _ in 0..<12 {
      if let loss = read(origin: .seconds(late) - filled.reduce(.zero, +)) { filled.append(loss) }
    }
    #expect(filled == found.map { .seconds($0) })
  }

  @Test("what a backlog gives back is what it took, silence in its place")
  func backlog() {
    var backlog = OutputBacklog(capacity: 10, silence: 0xFF)
    var given: [UInt8] = []
    func take(_ count: Int) {
      var buffer = [UInt8](repeating: 0, count: count)
      let taken = buffer.withUnsafeMutableBytes { backlog.take(into: $0) }
      given += buffer[..<taken]
    }
    [UInt8](1...8).withUnsafeBytes { backlog.append($0) }
    take(5)
    backlog.appendSilence(3)
    [UInt8](9...14).withUnsafeBytes { backlog.append($0) }
    #expect(backlog.held == 9)
    take(4)
    take(100)
    #expect(given == [1, 2, 3, 4, 5, 6, 7, 8, 0xFF, 0xFF, 0xFF, 9, 10, 11, 12, 13, 14])
    #expect(backlog.isEmpty)
  }
}
