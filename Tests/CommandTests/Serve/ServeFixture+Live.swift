import AAIProtocol
import TestKit

extension ServeFixture {
  /// Where Gladia's clients find the server.
  var base: String { "http://127.0.0.1:\(port)" }

  /// One request to Gladia's side.
  func request(
    _ method: String, _ target: String, _ body: String = "", key: String?, host: String? = nil
  ) async throws -> (status: Int, body: JSONValue) {
    let connection = try RawConnection(port: port)
    var lines = [
      "\(method) \(target) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")",
      "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
    ]
    if let key { lines.append("x-gladia-key: \(key)") }
    connection.send((lines + ["", body]).joined(separator: "\r\n"))
    let answer = try await connection.untilClosed()
    guard let end = answer.firstRange(of: "\r\n\r\n"),
      let status = answer.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw Failed("no answer: \(answer)") }
    let text = String(answer[end.upperBound...])
    return (status, text.isEmpty ? .null : try JSONValue(parsing: text))
  }

  /// A session asked for with `body`; the answer.
  func grant(_ body: String) async throws -> JSONValue {
    let answer = try await request("POST", "/v2/live", body, key: "key")
    guard answer.status == 201 else { throw Failed("not granted: \(answer)") }
    return answer.body
  }

  /// A connection to the URL of a grant, which has no key of ours in it.
  func open(_ grant: JSONValue) async throws -> RawWebSocket {
    guard let url = grant["url"]?.string.flatMap({ ServiceURL($0) }), url.port == port else {
      throw Failed("no URL: \(grant)")
    }
    return try await RawWebSocket(port: port, target: url.target, key: nil)
  }

  /// A whole session: so much silence, `stop_recording`, and everything up to the server's close.
  func liveSession(_ body: String, byteCount: Int = 160_000) async throws -> RawWebSocket {
    let client = try await open(try await grant(body))
    for _ in 0..<byteCount / 3200 { client.send([UInt8](repeating: 0, count: 3200)) }
    client.send(LiveMessage.stopRecording.text)
    _ = try await client.closed()
    return client
  }
}

extension RawWebSocket {
  /// The texts of the transcripts that have come.
  func transcripts(isFinal: Bool) -> [String] {
    events.filter { $0["type"] == "transcript" && $0["data"]?["is_final"]?.bool == isFinal }
      .compactMap { $0["data"]?["utterance"]?["text"]?.string }
  }
}

enum LiveFlags {
  static let all = [
    "partial_transcripts", "final_transcripts", "speech_events", "pre_processing_events",
    "realtime_processing_events", "post_processing_events", "acknowledgments", "errors",
    "lifecycle_events",
  ].map { "receive_" + $0 }
}
