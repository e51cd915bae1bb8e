import AAIProtocol
import Testing

@Suite("the toolkit's own events")
struct ToolEventTests {
  static let events: [(ToolEvent, String)] = [
    (
      .latency(
        .init(turnOrder: 2, latency: .milliseconds(431), receivedAt: "2026-10-05T09:00:00Z")),
      #"{"type":"aai.latency","turn_order":2,"latency_ms":431,"received_at":"2026-10-05T09:00:00Z"}"#
    ),
    (
      .reconnecting(
        .init(reason: "connection reset", code: nil, attempt: 1, delay: .milliseconds(500))),
      #"{"type":"aai.reconnecting","reason":"connection reset","code":null,"attempt":1,"delay_ms":500}"#
    ),
    (
      .resumed(
        .init(
          session: 2, id: "9c1", audioOffset: AudioTime(milliseconds: 61_250),
          replayed: .milliseconds(1250), lost: .zero)),
      #"{"type":"aai.resumed","session":2,"id":"9c1","audio_offset_ms":61250,"replayed_ms":1250,"lost_ms":0}"#
    ),
    (
      .closed(
        .init(code: 1000, reason: "Session Ended", isClean: true, audio: .seconds(8), sessions: 1)),
      #"{"type":"aai.closed","code":1000,"reason":"Session Ended","clean":true,"audio_ms":8000,"sessions":1}"#
    ),
    (
      .listening(url: "ws://127.0.0.1:8765/v3/ws"),
      #"{"type":"aai.listening","url":"ws://127.0.0.1:8765/v3/ws"}"#
    ),
  ]

  @Test("each is written on one line and read back", arguments: events)
  func roundTrip(event: ToolEvent, line: String) throws {
    #expect(event.json.text == line)
    #expect(try EventLine(parsing: line) == .tool(event))
  }
}
