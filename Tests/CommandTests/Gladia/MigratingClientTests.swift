import AAIProtocol
import TestKit
import Testing

/// What a script written for Gladia's live service does, in the shape in which guides show it: a POST
/// with the key, base64 in JSON every 100 ms, `stop_recording` on Ctrl-C, and everything printed.
@Suite("aai-serve: a script that was written for Gladia")
struct MigratingClientTests {
  static let request = """
    {"encoding": "wav/pcm", "sample_rate": 16000, "bit_depth": 16, "channels": 1, \
    "language_config": {"languages": ["en"], "code_switching": false}, \
    "messages_config": {"receive_partial_transcripts": false, "receive_final_transcripts": true}}
    """

  @Test("it runs as it stands, apart from the URL")
  func script() async throws {
    let server = try await ServeFixture()
    let answer = try await post(server)
    let client = try await server.open(answer)
    for _ in 0..<20 {
      // Whatever its library writes between the tokens.
      let chunk = Base64Text.silence(byteCount: 3200)
      client.send("{\"type\": \"audio_chunk\", \"data\": {\"chunk\": \"\(chunk)\"}}")
      try await Task.sleep(for: .milliseconds(5))
    }
    client.send("{\"type\": \"stop_recording\"}")
    #expect(try await client.closed() == .init(1000, ""))
    #expect(printed(client) == ["0.400 --> 1.120 | Good morning."])
    let final = try #require(client.events.last)
    #expect(final["type"] == "post_final_transcript")
    #expect(final["data"]?["transcription"]?["full_transcript"] == "Good morning.")
  }

  /// As `requests.post(url, json=…, headers={"X-Gladia-Key": key})` puts it.
  private func post(_ server: ServeFixture) async throws -> JSONValue {
    let connection = try RawConnection(port: server.port)
    connection.send(
      """
      POST /v2/live HTTP/1.1\r
      Host: 127.0.0.1:\(server.port)\r
      User-Agent: python-requests/2.32.3\r
      Accept-Encoding: gzip, deflate\r
      Accept: */*\r
      Connection: keep-alive\r
      X-Gladia-Key: key\r
      Content-Length: \(Self.request.utf8.count)\r
      Content-Type: application/json\r
      \r

      """ + Self.request)
    let text = try await connection.untilClosed()
    #expect(text.hasPrefix("HTTP/1.1 201 "))
    let end = try #require(text.firstRange(of: "\r\n\r\n"))
    return try JSONValue(parsing: String(text[end.upperBound...]))
  }

  /// Its loop over what comes: finals with their times, and nothing of the rest.
  private func printed(_ client: RawWebSocket) -> [String] {
    client.events.compactMap { content in
      guard content["type"] == "transcript", content["data"]?["is_final"] == true,
        let utterance = content["data"]?["utterance"], let text = utterance["text"]?.string,
        let start = utterance["start"]?.double, let end = utterance["end"]?.double
      else { return nil }
      return "\(clock(start)) --> \(clock(end)) | \(text.drop { $0 == " " })"
    }
  }

  private func clock(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

private enum Base64Text {
  static func silence(byteCount: Int) -> String {
    let whole = String(repeating: "AAAA", count: byteCount / 3)
    return whole + ["", "AA==", "AAA="][byteCount % 3]
  }
}
