import Testing

@testable import AAIProtocol

@Suite("pacing")
struct PacerTests {
  private let chunk = Duration.milliseconds(50)

  @Test("chunk n leaves no earlier than its place in real time")
  func realTime() {
    var pacer = Pacer(pace: 1)
    pacer.begin(at: .zero)
    for n in 0..<100 {
      #expect(pacer.earliest(at: .zero) == chunk * n)
      pacer.sent(chunk, at: chunk * n, catchingUp: false)
    }
  }

  @Test("a stall within the allowance is caught up at once, and not a chunk more")
  func catchUp() {
    var pacer = Pacer(pace: 1)
    pacer.begin(at: .zero)
    let now = Duration.milliseconds(1500)
    var sent = 0
    while pacer.earliest(at: now) <= now {
      pacer.sent(chunk, at: now, catchingUp: false)
      sent += 1
    }
    #expect(sent == 31)
  }

  @Test("of a longer stall only the allowance is caught up")
  func longStall() {
    var pacer = Pacer(pace: 1)
    pacer.begin(at: .zero)
    let now = Duration.seconds(60)
    var sent = 0
    while pacer.earliest(at: now) <= now {
      pacer.sent(chunk, at: now, catchingUp: false)
      sent += 1
    }
    #expect(sent == 41)
  }

  @Test("a replay goes 1.25 times as fast, without a burst")
  func replay() {
    var pacer = Pacer(pace: 1)
    pacer.begin(at: .zero)
    pacer.restart(at: .seconds(30))
    pacer.sent(chunk, at: .seconds(30), catchingUp: true)
    #expect(pacer.earliest(at: .seconds(30)) == .seconds(30) + .milliseconds(40))
  }

  @Test("no pace is no wait")
  func unpaced() {
    var pacer = Pacer(pace: nil)
    pacer.begin(at: .zero)
    pacer.sent(.seconds(3600), at: .zero, catchingUp: false)
    #expect(pacer.earliest(at: .zero) == .zero)
  }
}
