import Testing

@testable import AAIProtocol

/// The whole run as a value: no socket, no clock.
@Suite("a run as a value")
struct StreamSessionTests {
  private typealias Run = SteppedRun

  private func sizes(_ actions: [SessionAction]) -> [Int] {
    actions.compactMap { if case .sendAudio(let bytes) = $0 { bytes.count } else { nil } }
  }

  private func texts(_ actions: [SessionAction]) -> [String] {
    actions.compactMap { if case .sendText(let text) = $0 { text } else { nil } }
  }

  private func lines(_ actions: [SessionAction]) -> [String] {
    actions.compactMap {
      if case .print(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
  }

  private func ends(_ actions: [SessionAction]) -> [SessionEnd] {
    actions.compactMap { if case .finish(let end) = $0 { end } else { nil } }
  }

  @Test("nothing is sent before Begin, and what waited goes as one burst within the allowance")
  func waitsForBegin() {
    var run = Run()
    #expect(sizes(run.handle(.audio(Run.audio(milliseconds: 1000), isLive: true))) == [])
    _ = run.handle(.connected, after: .seconds(1))
    #expect(sizes(run.begin()) == [Int](repeating: 1600, count: 20))
  }

  @Test("silence of the peer is answered by a ping, silence after it by a new dial")
  func ping() {
    var run = Run()
    _ = run.begin()
    let asked = run.handle(.tick, after: .seconds(20))
    #expect(asked.contains { if case .sendPing = $0 { true } else { false } })
    let lost = run.handle(.tick, after: .seconds(20))
    #expect(lost.contains { if case .hangUp = $0 { true } else { false } })
    #expect(lines(lost).first?.contains(#""reason":"no answer to a ping""#) == true)
  }

  @Test("a peer that takes audio and says nothing is found out within 30 s by the default options")
  func hangs() {
    var run = Run()
    _ = run.begin()
    var seconds = 0
    while seconds < 60 {
      let done = run.handle(
        .audio(Run.audio(milliseconds: 1000), isLive: true), after: .seconds(1))
      seconds += 1
      if done.contains(where: { if case .hangUp = $0 { true } else { false } }) { break }
    }
    #expect(seconds <= 26)
  }

  @Test("a peer is not called dead while it takes more, or while nobody listens to it")
  func alive() {
    var run = Run()
    _ = run.begin()
    for _ in 0..<10 {
      #expect(lines(run.handle(.writable(true), after: .seconds(15))) == [])
    }
    _ = run.handle(.listening(false))
    #expect(lines(run.handle(.tick, after: .seconds(600))) == [])
    _ = run.handle(.listening(true))
    #expect(lines(run.handle(.tick, after: .seconds(30))) == [])
    #expect(lines(run.handle(.tick, after: .seconds(20))).first?.contains("ping") == true)
  }

  /// Serves sessions that take everything and answer nothing, until there is an end.
  private func serveMutely(
    _ run: inout Run, times: Int, onSession: (inout Run) -> Void = { _ in }
  ) -> SessionEnd? {
    for _ in 0..<times {
      _ = run.begin()
      onSession(&run)
      for _ in 0..<60 {
        let done = run.handle(.tick, after: .seconds(1))
        if let end = ends(done).first { return end }
        if done.contains(where: { if case .hangUp = $0 { true } else { false } }) { break }
      }
      for _ in 0..<60
      where !run.handle(.tick, after: .seconds(1)).contains(where: {
        if case .dial = $0 { true } else { false }
      }) {}
    }
    return nil
  }

  @Test("a service that answers nothing is given up, though each of its sessions begins")
  func mute() {
    var run = Run { $0.retryTime = .seconds(120) }
    _ = run.handle(.audio(Run.audio(milliseconds: 3000), isLive: false))
    _ = run.handle(.inputEnded)
    let end = serveMutely(&run, times: 40)
    #expect(end != nil)
    #expect(run.now < .seconds(300))
  }

  @Test("as long as there is more to be heard, each session is a new hope")
  func muteLive() {
    var run = Run { $0.retryTime = .seconds(60) }
    let end = serveMutely(&run, times: 5) { run in
      for _ in 0..<7 {
        _ = run.handle(.audio(Run.audio(milliseconds: 1000), isLive: true), after: .seconds(1))
      }
    }
    #expect(end == nil)
    #expect(run.now > .seconds(120))
  }

  @Test("an end that stdout keeps from being heard is not late")
  func deaf() {
    var run = Run()
    _ = run.begin()
    #expect(texts(run.handle(.inputEnded)).contains { $0.contains("Terminate") })
    _ = run.handle(.listening(false), after: .seconds(9))
    #expect(run.session.nextDeadline == nil)
    #expect(run.handle(.tick, after: .seconds(60)).isEmpty)
    _ = run.handle(.listening(true))
    #expect(run.handle(.tick, after: .milliseconds(900)).isEmpty)
    #expect(ends(run.handle(.tick, after: .milliseconds(200))) == [.noTermination])
  }

  @Test("audio is sent again 1.25 times as fast as it was spoken")
  func replayPace() {
    var run = Run()
    _ = run.begin()
    for _ in 0..<30 {
      _ = run.handle(.audio(Run.audio(milliseconds: 1000), isLive: true), after: .seconds(1))
    }
    _ = run.handle(.lost(reason: "gone"))
    _ = run.handle(.tick, after: .seconds(1))
    var sent = sizes(run.begin()).reduce(0, +)
    #expect(sent == 1600)
    let start = run.now
    while sent < 20 * 32_000 {
      run.now = run.session.nextDeadline ?? run.now
      sent += sizes(run.handle(.tick)).reduce(0, +)
    }
    #expect((15.9...16.1).contains((run.now - start) / .seconds(1)))
  }

  @Test("a roll-over in an open turn waits for it, and not beyond the end of the session")
  func rollOverInATurn() {
    var run = Run { $0.pingInterval = nil }
    _ = run.begin()
    _ = run.handle(.audio(Run.audio(milliseconds: 100), isLive: false))
    _ = run.turn(end: 50, isFinal: false)
    #expect(texts(run.handle(.tick, after: .seconds(10_769))) == [])
    #expect(run.session.nextDeadline == .seconds(10_770))
    #expect(texts(run.handle(.tick, after: .seconds(1))) == [#"{"type":"Terminate"}"#])
    // One that nobody confirms is a lost connection, not the end.
    let late = run.handle(.tick, after: .seconds(10))
    #expect(ends(late) == [])
    #expect(lines(late).first?.contains("aai.reconnecting") == true)
  }

  @Test("no session is opened for a reader who has left, nor for audio that has ended")
  func noNeedlessSession() {
    for input in [SessionInput.outputGone, .inputEnded] {
      var run = Run { $0.pingInterval = nil }
      _ = run.begin()
      _ = run.handle(.audio(Run.audio(milliseconds: 50), isLive: false))
      _ = run.handle(.tick, after: .seconds(10_741))
      _ = run.handle(input)
      let after = run.handle(.text(Array(#"{"type":"Termination"}"#.utf8)))
      #expect(!after.contains { if case .dial = $0 { true } else { false } })
    }
  }

  @Test("what followed the last final turn is sent again, from the byte where it ended")
  func replay() {
    var run = Run { $0.pace = nil }
    _ = run.begin()
    _ = run.handle(.audio(Run.audio(milliseconds: 2000), isLive: false))
    _ = run.turn(end: 1234)
    _ = run.handle(.lost(reason: "gone"))
    _ = run.handle(.tick, after: .seconds(1))
    let again = run.begin()
    #expect(
      lines(again).last
        == #"{"type":"aai.resumed","session":2,"id":"s","audio_offset_ms":1234,"replayed_ms":766,"lost_ms":0}"#
    )
    #expect(sizes(again).reduce(0, +) == 15 * 1600)
    let rest = run.handle(.inputEnded)
    #expect(sizes(rest) == [1600])
    #expect(texts(rest) == [#"{"type":"Terminate"}"#])
  }

  @Test("an outage longer than the backlog says exactly what was lost")
  func lost() {
    var run = Run { settings in
      settings.pace = nil
      settings.backlog = .seconds(5)
    }
    _ = run.begin()
    _ = run.handle(.audio(Run.audio(milliseconds: 1000), isLive: true))
    _ = run.turn(end: 1000)
    _ = run.handle(.lost(reason: "gone"))
    for _ in 0..<80 {
      _ = run.handle(.audio(Run.audio(milliseconds: 100), isLive: true), after: .milliseconds(1))
    }
    _ = run.handle(.tick, after: .seconds(1))
    #expect(
      lines(run.begin()).last
        == #"{"type":"aai.resumed","session":2,"id":"s","audio_offset_ms":4000,"replayed_ms":0,"lost_ms":3000}"#
    )
  }

  @Test("a refused key is not tried again, a failing service is")
  func retries() {
    var run = Run()
    _ = run.handle(.connected)
    _ = run.handle(.text(Array(#"{"type":"Error","error_code":1008,"error":"no"}"#.utf8)))
    #expect(
      ends(run.handle(.closed(code: 1008, reason: ""))) == [.ended(.auth, code: 1008, text: "no")])
    var other = Run()
    _ = other.begin()
    _ = other.handle(.text(Array(#"{"type":"Error","error_code":3005,"error":"oh"}"#.utf8)))
    #expect(ends(other.handle(.closed(code: 3005, reason: ""))) == [])
  }

  @Test("an old session is followed by a new one between two turns")
  func rollOver() {
    var run = Run { $0.pingInterval = nil }
    _ = run.begin()
    _ = run.handle(.audio(Run.audio(milliseconds: 100), isLive: false))
    _ = run.turn(end: 50, isFinal: false)
    #expect(texts(run.handle(.tick, after: .seconds(10_741))) == [])
    #expect(texts(run.turn(end: 90)) == [#"{"type":"Terminate"}"#])
    let next = run.handle(.text(Array(#"{"type":"Termination"}"#.utf8)))
    #expect(next.contains { if case .dial = $0 { true } else { false } })
    #expect(lines(run.begin()).last?.contains(#""session":2"#) == true)
  }

  @Test("changes of configuration reach the next session, too")
  func remembersChanges() {
    var run = Run()
    _ = run.begin()
    let change = ClientMessage.updateConfiguration([.init("min_turn_silence", 300)])
    #expect(texts(run.handle(.control(change))) == [change.text])
    _ = run.handle(.lost(reason: "gone"))
    _ = run.handle(.tick, after: .seconds(1))
    #expect(texts(run.begin()) == [change.text])
  }

  @Test("KeepAlive is sent in time while stdin is silent")
  func keepAlive() {
    var run = Run { $0.inactivityTimeout = .seconds(10) }
    _ = run.begin()
    #expect(texts(run.handle(.tick, after: .seconds(4))) == [])
    #expect(texts(run.handle(.tick, after: .seconds(1))) == [#"{"type":"KeepAlive"}"#])
  }

  @Test("a frame with line ends between its tokens is one line")
  func oneLine() {
    var run = Run()
    _ = run.handle(.connected)
    let frame = Run.begin.replacing(",", with: ",\r\n  ")
    #expect(lines(run.handle(.text(Array(frame.utf8)))).first == frame.replacing("\r\n", with: ""))
  }
}
