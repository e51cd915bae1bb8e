import AAIProtocol
import TestKit

@testable import aai_serve

/// A session as a value, fed by hand.
struct SessionUnderTest {
  var session: ServerSession
  var lines: [String] = []
  var closing: ServerAction?
  var now = Duration.zero

  init(
    _ query: String, script: String = "", wordsPerMinute: Int = 150, revisesSpeakers: Bool = false,
    source: ServerSession.Source? = nil
  ) throws {
    let configuration = try SessionConfiguration(SessionParameters(query: query))
    var identity = ServerSession.Identity(id: "an-id", openedAt: 1_000_000)
    identity.revisesSpeakers = revisesSpeakers
    let script = Script(script, wordsPerMinute: wordsPerMinute)
    session = ServerSession(
      configuration, identity, source: source ?? .words(.script(ScriptedSpeech(script))))
    let actions = session.open(at: .zero)
    take(actions)
  }

  mutating func take(_ actions: [ServerAction]) {
    for action in actions {
      switch action {
      case .send(let text), .sendLast(let text): lines.append(text)
      case .close: closing = action
      case .hear, .endAudio, .hangUp: break
      }
    }
  }

  /// 16 kHz audio at real time, in messages of 50 ms.
  mutating func hear(milliseconds: Int) {
    for _ in 0..<milliseconds / 50 {
      now += .milliseconds(50)
      take(session.receive(audio: [UInt8](repeating: 0, count: 1600), at: now))
    }
  }

  mutating func send(_ message: ClientMessage) { send(message.text) }
  mutating func send(_ text: String) { take(session.receive(text: text, at: now)) }

  mutating func tick(at time: Duration) {
    now = time
    take(session.tick(at: time))
  }

  var events: [JSONValue] { lines.compactMap { try? JSONValue(parsing: $0) } }
  var types: [String] { events.compactMap { $0["type"]?.string } }
  var turns: [JSONValue] { events.filter { $0["type"]?.string == "Turn" } }
  var finals: [JSONValue] { turns.filter { $0["end_of_turn"]?.bool == true } }
  var partials: [JSONValue] { turns.filter { $0["end_of_turn"]?.bool == false } }
  var transcripts: [String] { finals.compactMap { $0["transcript"]?.string } }
}
