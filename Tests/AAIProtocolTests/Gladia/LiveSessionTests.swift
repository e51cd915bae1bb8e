import AAIProtocol
import Testing

@Suite("a session with Gladia")
struct LiveSessionTests {
  /// A session that is told a time in seconds, and remembers what it wanted.
  private struct Run {
    var session: LiveSession
    var actions: [SessionAction] = []

    init(_ change: (inout SessionSettings) -> Void = { _ in }) {
      var settings = SessionSettings(format: AudioFormat(.pcmS16LE, sampleRate: 16_000))
      settings.pingInterval = nil
      change(&settings)
      session = LiveSession(settings)
      actions = session.start(at: Moment(uptime: .zero, wall: .zero))
    }

    mutating func tell(_ input: SessionInput, at time: Double = 0) {
      let moment = Moment(uptime: .milliseconds(Int(time * 1000)), wall: .zero)
      actions = session.handle(input, at: moment)
    }

    mutating func tell(_ frame: String, at time: Double = 0) {
      tell(.text(Array(frame.utf8)), at: time)
    }

    mutating func acknowledge(_ start: Int, _ end: Int, at time: Double = 0) {
      tell(
        "{\"type\":\"audio_chunk\",\"acknowledged\":true,"
          + "\"data\":{\"byte_range\":[\(start),\(end)]}}", at: time)
    }

    var texts: [String] {
      actions.compactMap { if case .sendText(let text) = $0 { text } else { nil } }
    }

    var audio: Int {
      actions.reduce(0) { if case .sendAudio(let bytes) = $1 { $0 + bytes.count } else { $0 } }
    }

    var printed: [JSONValue] {
      actions.compactMap {
        guard case .print(let line) = $0 else { return nil }
        return try? JSONValue(parsing: line)
      }
    }

    var end: SessionEnd? {
      guard case .finish(let end)? = actions.last else { return nil }
      return end
    }
  }

  private static let second = [UInt8](repeating: 1, count: 32_000)
  private static let emptyChunk = #"{"type":"audio_chunk","data":{"chunk":""}}"#
  private static let result = #"{"type":"post_final_transcript","data":{"metadata":{}}}"#

  @Test("a source that is silent for twenty seconds is spoken for, again and again")
  func keepAlive() {
    var run = Run()
    run.tell(.connected, at: 1)
    run.tell(.tick, at: 20.9)
    #expect(run.texts == [])
    #expect(run.session.nextDeadline == .seconds(21))
    run.tell(.tick, at: 21)
    #expect(run.texts == [Self.emptyChunk])
    run.tell(.tick, at: 41)
    #expect(run.texts == [Self.emptyChunk])
  }

  /// A run whose connection was lost behind a second of audio, of which half was acknowledged, and that
  /// has another one since.
  private func returned() -> Run {
    var run = Run { $0.pace = nil }
    run.tell(.audio(Self.second, isLive: false))
    run.tell(.connected)
    #expect(run.audio == 32_000)
    run.acknowledge(0, 16_000)
    run.tell(.lost(reason: "gone"), at: 1)
    #expect(run.printed.map { $0["type"] } == ["aai.reconnecting"])
    run.tell(.tick, at: 2)
    run.tell(.connected, at: 2)
    return run
  }

  // Only whole messages of 1600 bytes go out while the input has not ended.
  @Test(
    "one frame asks how far the audio had arrived; only the rest goes out again",
    // Counted from the session's beginning; from the connection's; with what came unseen.
    arguments: [(16_000, 16_000, 14_400), (0, 16_000, 14_400), (20_000, 12_000, 11_200)])
  func replay(start: Int, replayed: Int, rest: Int) {
    var run = returned()
    #expect(run.audio == 2)
    #expect(run.printed == [])
    run.acknowledge(start, start + 2, at: 2)
    #expect(run.printed.last?["replayed_ms"]?.int == replayed / 32)
    #expect(run.audio == rest)
    // More of it is acknowledged, and a second loss has only what is left sent again.
    run.acknowledge(start + 2, start + 8002, at: 2)
    run.tell(.lost(reason: "gone"), at: 3)
    run.tell(.tick, at: 10)
    run.tell(.connected, at: 10)
    #expect(run.audio == 2)
    run.acknowledge(start == 0 ? 0 : start + 8002, start == 0 ? 2 : start + 8004, at: 10)
    #expect(run.printed.last?["replayed_ms"]?.int == (rest - 8000) / 32)
    #expect(run.audio == rest - 8000)
  }

  @Test("a service that does not answer is sent all that was not acknowledged")
  func unanswered() {
    var run = returned()
    #expect(run.session.nextDeadline == .seconds(3))
    run.tell(.tick, at: 3)
    #expect(run.printed.last?["replayed_ms"]?.int == 500)
    #expect(run.audio == 14_400)
  }

  private func final(end: Double) -> String {
    #"{"type":"transcript","data":{"id":"1","is_final":true,"utterance":{"text":"x","start":0,"end":\#(end)}}}"#
  }

  @Test(
    "what a final transcript covers has arrived, acknowledged or not; more than was sent is no proof",
    arguments: [(0.75, 8000), (90, 14_400)])
  func heard(end: Double, rest: Int) {
    var run = returned()
    run.tell(final(end: end), at: 2)
    #expect(run.audio == 0)
    run.acknowledge(0, 2, at: 2)
    #expect(run.audio == rest)
  }

  @Test("a final transcript settles what it covers before a loss, too")
  func settledByFinal() {
    var run = Run { $0.pace = nil }
    run.tell(.audio(Self.second, isLive: false))
    run.tell(.connected)
    run.tell(final(end: 0.5))
    run.tell(.lost(reason: "gone"), at: 1)
    run.tell(.tick, at: 2)
    run.tell(.connected, at: 2)
    run.tell(.tick, at: 3)
    #expect(run.printed.last?["replayed_ms"]?.int == 500)
  }

  @Test("acknowledgements that nobody wants to see are used and not printed")
  func unseen() {
    var run = Run()
    run.session = {
      var manner = LiveSession.Manner()
      manner.showsAcknowledgments = false
      return LiveSession(
        SessionSettings(format: AudioFormat(.pcmS16LE, sampleRate: 16_000)), manner: manner)
    }()
    _ = run.session.start(at: Moment(uptime: .zero, wall: .zero))
    run.tell(.connected)
    run.acknowledge(0, 3200)
    #expect(run.printed == [])
    run.tell(Self.result)
    #expect(run.printed.count == 1)
  }

  @Test("audio that could not be kept moves the session's zero, since the service never had it")
  func lost() {
    var run = Run {
      $0.pace = nil
      $0.backlog = .seconds(3)
    }
    run.tell(.connected)
    run.tell(.lost(reason: "gone"))
    for _ in 0..<5 { run.tell(.audio(Self.second, isLive: true)) }
    run.tell(.tick, at: 1)
    run.tell(.connected, at: 1)
    #expect(run.printed.first?["lost_ms"]?.int == 2000)
    #expect(run.printed.first?["audio_offset_ms"]?.int == 2000)
    #expect(run.audio == 96_000)
  }

  @Test("results and then a close that does not come are a whole session")
  func noClose() {
    var run = Run()
    run.tell(.connected)
    run.tell(.inputEnded)
    #expect(run.texts == [#"{"type":"stop_recording"}"#])
    run.tell(Self.result, at: 1)
    #expect(run.end == nil)
    run.tell(.tick, at: 3)
    #expect(run.end == .complete)
    #expect(run.printed.last?["clean"] == true)
  }

  @Test("a connection lost behind the results is no loss")
  func lostBehindResult() {
    var run = Run()
    run.tell(.connected)
    run.tell(.inputEnded)
    run.tell(Self.result)
    run.tell(.lost(reason: "gone"))
    #expect(run.end == .complete)
  }

  @Test("a connection lost before the results is made again, and the stop said again")
  func lostWhileDraining() {
    var run = Run()
    run.tell(.connected)
    run.tell(.inputEnded)
    run.tell(.closed(code: 1011, reason: "oops"), at: 1)
    #expect(run.end == nil)
    run.tell(.tick, at: 2)
    run.tell(.connected, at: 2)
    #expect(run.texts == [#"{"type":"stop_recording"}"#])
    run.tell(.closed(code: 1000, reason: ""), at: 3)
    #expect(run.end == .complete)
  }

  @Test("a job that has ended is not asked for again", arguments: [1000, 1001, 4400, 4403, 4499])
  func final(code: Int) {
    var run = Run()
    run.tell(.connected)
    run.tell(.closed(code: code, reason: "no more"))
    guard case .ended(_, let number, let text)? = run.end else {
      Issue.record("\(run.actions)")
      return
    }
    #expect(number == code)
    #expect(text == "no more")
  }

  @Test("other codes are worth another try", arguments: [1002, 1006, 1011, 4000, 4399, 4500])
  func passing(code: Int) {
    var run = Run()
    run.tell(.connected)
    run.tell(.closed(code: code, reason: ""))
    #expect(run.end == nil)
    #expect(run.printed.first?["code"]?.int == code)
  }

  @Test("a reader that has left ends the recording and nothing is printed any more")
  func outputGone() {
    var run = Run()
    run.tell(.connected)
    run.tell(.outputGone)
    #expect(run.texts == [#"{"type":"stop_recording"}"#])
    run.tell(.closed(code: 1000, reason: ""))
    #expect(run.end == .outputGone)
    #expect(run.printed == [])
  }

  @Test("ranges out of all proportion harm nothing")
  func absurd() {
    var run = Run()
    run.tell(.audio(Self.second, isLive: false))
    run.tell(.connected)
    run.acknowledge(-9_223_372_036_854_775_807, 9_223_372_036_854_775_807)
    run.acknowledge(5, 1)
    #expect(run.end == nil)
  }
}
