import AAIProtocol
import TestKit
import Testing

@Suite("aai-serve: sessions")
struct ServeSessionTests {
  private func types(_ client: RawWebSocket) -> [String] {
    client.events.map { $0["type"]?.string ?? "?" }
  }

  @Test("a session begins, reports its turns, terminates, and is closed by the server")
  func wholeSession() async throws {
    let server = try await ServeFixture()
    let client = try await server.session()
    #expect(client.closing == .init(1000, "Session Ended"))
    let begin = try #require(client.events.first)
    #expect(begin["type"] == "Begin")
    #expect(
      begin["configuration"]?.text
        == #"{"model":"u3-rt-pro","mode":"balanced","api_version":"2025-05-12","speaker_labels":false,"redact_pii":false,"filter_profanity":false,"domain":null,"voice_focus":null}"#
    )
    let finals = client.events.filter { $0["end_of_turn"]?.bool == true }
    #expect(finals.map { $0["transcript"]?.string } == ["Good morning.", "Line two is down."])
    #expect(client.events.last?["audio_duration_seconds"]?.int == 5)
    try await server.logged("session 1 127.0.0.1", "u3-rt-pro", "2 turns", "Terminate", "1000")
  }

  static let refusals: [(String, String?, Int, String)] = [
    ("", nil, 1008, "Unauthorized Connection: Missing Authorization header"),
    ("", "Bearer key", 1008, "Unauthorized Connection: Invalid API key"),
    ("token=nobody", nil, 1008, "Unauthorized Connection: Invalid API key"),
    (
      "sample_rate=4000", "key", 3006,
      "User Input Validation Error: Invalid 'sample_rate': Value error, sample_rate must be at least 8,000 Hz"
    ),
    (
      "speech_model=universal-streaming-english&prompt=x", "key", 3006,
      "User Input Validation Error: Invalid 'prompt': Value error, prompt is only supported with the 'u3-rt-pro' speech_model"
    ),
    (
      "keyterms_prompt=a,b", "key", 3006,
      "User Input Validation Error: Invalid 'keyterms_prompt': Value error, Invalid JSON array"
    ),
  ]

  @Test("a refused client is upgraded, told why, and closed without Begin", arguments: refusals)
  func refusal(query: String, key: String?, code: Int, text: String) async throws {
    let server = try await ServeFixture()
    let client = try await server.connect(query, key: key)
    #expect(try await client.closed() == .init(code, "See Error message for details"))
    #expect(
      client.texts == [
        JSONValue.object([
          ("type", "Error"), ("error_code", JSONValue(code)), ("error", .string(text)),
        ]).text
      ])
  }

  static let fatal: [(String, String)] = [
    (
      "{oops}",
      "User Input Validation Error: Invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"
    ),
    ("[]", "Invalid Message: []"),
    (#"{"type":"terminate_session"}"#, "Invalid Message Type: terminate_session"),
    (
      #"{"type":"UpdateConfiguration","keyterms_prompt":"a"}"#,
      "User Input Validation Error: Invalid 'keyterms_prompt': Value error, Invalid JSON array"
    ),
  ]

  @Test("a text the service cannot use ends the session with 3006", arguments: fatal)
  func badText(text: String, error: String) async throws {
    let server = try await ServeFixture()
    let client = try await server.connect()
    client.send(text)
    #expect(try await client.closed() == .init(3006, "See Error message for details"))
    #expect(client.events.last?["error"]?.string == error)
  }

  @Test("messages of the wrong length end the session with 3007; a short one now and then does not")
  func chunkRule() async throws {
    let server = try await ServeFixture()
    let long = try await server.connect()
    long.send(silence: 1200, chunk: 1200)
    #expect(try await long.closed().code == 3007)
    #expect(
      long.events.last?["error"]?.string
        == "Input Duration Error: Input Duration Violation: 1200.0 ms. Expected between 50 and 1000 ms"
    )
    let short = try await server.connect()
    short.send(silence: 2000, chunk: 20)
    #expect(try await short.closed().code == 3007)
    let mixed = try await server.connect()
    for _ in 0..<60 {
      mixed.send(silence: 20, chunk: 20)
      mixed.send(silence: 50)
    }
    mixed.send(ClientMessage.terminate.text)
    #expect(try await mixed.closed().code == 1000)
  }

  @Test("a message over 128 KB is answered with 1009")
  func messageLimit() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect("sample_rate=96000")
    client.send([UInt8](repeating: 0, count: 131_073))
    #expect(try await client.closed().code == 1009)
  }

  @Test("without a message the idle timeout closes the session; KeepAlive puts it off")
  func idle() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect("inactivity_timeout=5")
    client.send(ClientMessage.keepAlive.text)
    #expect(try await client.closed().code == 3006)
    #expect(
      client.events.last?["error"]?.string
        == "Session terminated due to inactivity: No messages received for 5 seconds")
  }

  @Test("a session has a length it cannot exceed")
  func sessionCap() async throws {
    let server = try await ServeFixture(["--max-session-duration", "1s"])
    let client = try await server.connect()
    #expect(try await client.closed() == .init(3008, "See Error message for details"))
    #expect(
      client.events.last?["error"]?.string == "Session Expired: Maximum session duration exceeded")
  }

  @Test("the same script and the same audio give the same bytes, however they are cut")
  func deterministic() async throws {
    let server = try await ServeFixture(script: "One, two. Three four!\nB: Five six seven\n")
    var runs: Set<[String]> = []
    for chunk in [50, 100, 250, 1000] {
      let client = try await server.session(milliseconds: 9000, chunk: chunk)
      runs.insert(client.texts.filter { !$0.contains("Begin") && !$0.contains("Termination") })
    }
    #expect(runs.count == 1)
    #expect((runs.first?.count ?? 0) > 8)
  }

  @Test("too many sessions are refused as the service refuses them")
  func limits() async throws {
    let server = try await ServeFixture(["--max-sessions", "1"])
    let first = try await server.connect()
    try await first.event("Begin")
    let second = try await server.connect()
    #expect(try await second.closed().code == 1008)
    #expect(
      second.events.first?["error"]?.string
        == "Unauthorized Connection: Too many concurrent sessions")
    first.send(ClientMessage.terminate.text)
    #expect(try await first.closed().code == 1000)
  }

  @Test("a stop signal closes the sessions with 1001 and exits 0")
  func stop() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect()
    try await client.event("Begin")
    server.program.signal(15)
    #expect(try await client.closed().code == 1001)
    #expect(try await server.program.wait() == 0)
  }
}
