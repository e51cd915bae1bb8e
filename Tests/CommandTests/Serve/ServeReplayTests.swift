import AAIProtocol
import TestKit
import Testing

@testable import aai_serve

@Suite("aai-serve: recordings and records")
struct ServeReplayTests {
  static func fixture(_ name: String) -> String {
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
      + "/Fixtures/\(name).ndjson"
  }

  private func lines(_ name: String) throws -> [String] {
    String(decoding: try TemporaryFolder().read(Self.fixture(name)), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  @Test(
    "a recording is sent byte for byte and closed as it was",
    arguments: [
      ("a_u3-rt-pro", 1000), ("b_universal-streaming-english_format_turns", 1000),
      ("d1_bad_key", 1008), ("d2_chunk_too_short", 3007), ("d3_inactivity", 3006),
      ("d5_expired", 3008), ("d6_server_error", 3005), ("e_diarized", 1000),
    ])
  func replay(name: String, code: Int) async throws {
    let server = try await ServeFixture(["--replay", Self.fixture(name)], script: nil)
    let client = try await server.connect()
    client.send(silence: 100)
    client.send(ClientMessage.terminate.text)
    #expect(try await client.closed().code == code)
    #expect(client.texts == (try lines(name)))
  }

  @Test("a timed recording keeps its pace, and Terminate brings out the rest")
  func timed() throws {
    let text = try lines("a_u3-rt-pro").joined(separator: "\n")
    let recording = try Recording(text)
    var run = try SessionUnderTest(
      "speech_model=u3-rt-pro",
      source: .replay(ReplayedFrames(recording.session(1), speed: 2)))
    #expect(run.types == ["Begin"])
    #expect(run.session.nextDeadline == .milliseconds(240))
    run.tick(at: .milliseconds(240))
    #expect(run.types == ["Begin", "SpeechStarted"])
    run.tick(at: .milliseconds(1740))
    #expect(run.transcripts == ["Move the pump test to Tuesday at nine."])
    run.send(.terminate)
    #expect(run.lines == text.split(separator: "\n").map(String.init))
    #expect(run.closing == .close(code: 1000, reason: "Session Ended"))
  }

  @Test("a log of aai-stream is played without its own lines, session by session")
  func log() throws {
    let recording = try Recording(
      """
      {"type":"Begin","id":"1"}
      {"type":"aai.reconnecting","reason":"lost"}

      {"type":"Begin","id":"2"}\r
      {"type":"Termination"}
      {"type":"aai.closed","code":1000}
      """)
    #expect(recording.session(1).map(\.line) == [#"{"type":"Begin","id":"1"}"#])
    #expect(recording.session(2).map(\.answersTerminate) == [false, true])
    #expect(recording.session(9) == recording.session(2))
    #expect(throws: Recording.Malformed.self) { try Recording("no JSON\n") }
  }

  @Test("turns alone are made sessions of, a new one where their numbers begin anew")
  func turnsAlone() async throws {
    let server = try await ServeFixture(
      ["--replay", Self.fixture("f02-turns-only-reconnect")], script: nil)
    for texts in [
      ["Before zero.", "Before one."], ["After zero.", "After one.", "After two."],
    ] {
      let run = try await Stream.run(
        server, ["--no-pace"], input: Stream.silence(milliseconds: 1000))
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.finals == texts)
      #expect(try run.last("aai.closed")?["clean"] == true)
    }
  }

  @Test(
    "of what a filter leaves, each session is one",
    arguments: [
      [#"{"type":"SpeechStarted","timestamp":1}"#],
      [#"{"type":"Turn","turn_order":3}"#, #"{"type":"Turn","turn_order":4}"#],
      [#"{"type":"Termination","audio_duration_seconds":1}"#],
    ])
  func filtered(log: [String]) throws {
    let twice = (log + [#"{"type":"Termination"}"#] + log).joined(separator: "\n")
    let recording = try Recording(twice)
    for session in recording.sessions {
      #expect(session[0].line.hasPrefix(#"{"type":"Begin","id":""#))
      #expect(session[0].time == 0 && !session[0].answersTerminate)
    }
    #expect(recording.session(1).dropFirst().prefix(log.count).map(\.line) == log)
    #expect(recording.sessions.last?.dropFirst().map(\.line) == log)
  }

  @Test(
    "what no service sends is refused at the start", arguments: ["", #"{"a":1}"#, "[]", "text"])
  func foreign(text: String) async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("x.ndjson", text + "\n")
    let run = try await Program.run("aai-serve", ["--replay", path])
    #expect(run.status == 65)
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("--record keeps the request without its secrets, the messages, and the audio")
  func record() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--record", folder.path + "/kept"])
    let client = try await server.connect("speech_model=u3-rt-pro&x=%7E", key: "sesame-open")
    try await client.event("Begin")
    let audio = (0..<3200).map { UInt8(truncatingIfNeeded: $0 * 7) }
    client.send(audio)
    client.send("{ \"type\":\"ForceEndpoint\"\n}")
    client.send(ClientMessage.terminate.text)
    _ = try await client.closed()
    client.connection.cut()
    try await server.logged("session 1")
    let stem = folder.path + "/kept/session-0001"
    let request = String(decoding: try folder.read(stem + ".request.txt"), as: UTF8.self)
    #expect(request.hasPrefix("GET /v3/ws?speech_model=u3-rt-pro&x=%7E HTTP/1.1\n"))
    #expect(request.contains("Authorization: ***\n"))
    #expect(!request.contains("sesame"))
    #expect(
      String(decoding: try folder.read(stem + ".messages.ndjson"), as: UTF8.self)
        == "{\"type\":\"ForceEndpoint\"}\n{\"type\":\"Terminate\"}\n")
    let wave = try folder.read(stem + ".wav")
    #expect(Array(wave.dropFirst(44)) == audio)
    #expect(Array(wave[40..<44]) == [0x80, 0x0C, 0, 0])
  }
}
