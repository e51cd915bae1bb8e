import AAIProtocol
import TestKit
import Testing

/// What the package `assemblyai` 1.8.2 from PyPI sends, word for word, and what it needs in return.
@Suite("aai-serve: the official Python client")
struct PythonClientTests {
  /// Booleans with a capital, JSON with a space behind its comma, escapes for all but ASCII.
  static let query =
    "keyterms_prompt=%5B%22C%2B%2B%22%2C+%22%5Cu00c6r%5Cu00f8%22%5D&language_codes=%5B%22en%22%5D"
    + "&session_heartbeat=True&sample_rate=16000&speech_model=universal-3-5-pro"
    + "&inactivity_timeout=30&speaker_labels=True"
  static let headers = [
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
    "User-Agent: AssemblyAI/1.0 (sdk=Python/1.8.2 runtime_env=Python/3.11.7)",
    "AssemblyAI-Version: 2025-05-12",
  ]

  @Test("its query is understood, its version echoed, its compression left aside")
  func connect() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect(Self.query, headers: Self.headers)
    let begin = try await client.event("Begin")
    #expect(begin["configuration"]?["model"] == "universal-3-5-pro")
    #expect(begin["configuration"]?["speaker_labels"] == true)
    #expect(begin["configuration"]?["api_version"] == "2025-05-12")
    #expect(!client.connection.received.text.contains("Sec-WebSocket-Extensions"))
  }

  @Test("its pings are answered with their payload, its updates have `type` last")
  func traffic() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect(Self.query, headers: Self.headers)
    try await client.event("Begin")
    client.send(opcode: 9, [1, 2, 3, 4])
    try await client.wait { $0.frames.first { $0.opcode == 10 } }
    #expect(client.frames.first { $0.opcode == 10 }?.payload == [1, 2, 3, 4])
    client.send(silence: 1000)
    client.send(
      #"{"min_turn_silence":3000,"max_turn_silence":4000,"type":"UpdateConfiguration"}"#)
    client.send(silence: 4000)
    client.send(ClientMessage.terminate.text)
    #expect(try await client.closed() == .init(1000, "Session Ended"))
    let finals = client.events.filter { $0["end_of_turn"] == true }
    #expect(finals.compactMap { $0["transcript"]?.string } == ["Good morning. Line two is down."])
  }

  @Test("it answers the Close and leaves; the server then ends the connection by itself")
  func closing() async throws {
    let server = try await ServeFixture()
    let client = try await server.connect(Self.query, headers: Self.headers)
    try await client.event("Begin")
    client.send(ClientMessage.terminate.text)
    _ = try await client.closed()
    client.close(1000)
    _ = try await client.connection.untilClosed()
    try await server.logged("session 1", "Terminate", "closed 1000")
  }
}
