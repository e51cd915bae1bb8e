import AAIProtocol
import TestKit

/// An `aai-serve` of a test's own on a port of its own, gone when the value is.
final class ServeFixture: Sendable {
  let program: Program
  let url: ServiceURL
  let folder: TemporaryFolder

  var port: Int { url.port }

  init(
    _ arguments: [String] = [], script: String? = "Good morning. Line two is down.",
    environment: [String: String?] = [:], port: Int = 0
  ) async throws {
    let folder = try TemporaryFolder()
    var arguments = ["-l", "127.0.0.1:\(port)"] + arguments
    if let script { arguments += ["--script", try folder.write("script.txt", script)] }
    program = try Program("aai-serve", arguments, environment: environment)
    self.folder = folder
    url = try await program.output.wait { text in
      text.split(separator: "\n").lazy
        .compactMap { try? JSONValue(parsing: String($0)) }
        .first { $0["type"]?.string == "aai.listening" }
        .flatMap { $0["url"]?.string }
        .flatMap { ServiceURL($0) }
    }
  }

  func connect(
    _ query: String = "speech_model=u3-rt-pro", key: String? = "key", headers: [String] = []
  ) async throws -> RawWebSocket {
    try await RawWebSocket(port: port, target: "/v3/ws?" + query, key: key, headers: headers)
  }

  /// A whole session: so much silence, Terminate, and everything up to the server's close.
  func session(
    _ query: String = "speech_model=u3-rt-pro", milliseconds: Int = 5000, chunk: Int = 50
  ) async throws -> RawWebSocket {
    let client = try await connect(query)
    try await client.event("Begin")
    client.send(silence: milliseconds, chunk: chunk)
    client.send(ClientMessage.terminate.text)
    _ = try await client.closed()
    return client
  }

  /// Waits for a line on stderr with all of `parts` in it.
  func logged(_ parts: String...) async throws {
    _ = try await program.errors.wait { text in
      text.split(separator: "\n").contains { line in parts.allSatisfy { line.contains($0) } }
        ? true : nil
    }
  }

  /// A plain HTTP request; the whole answer.
  func get(_ target: String, headers: [String] = [], method: String = "GET") async throws -> String
  {
    let connection = try RawConnection(port: port)
    let lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)"] + headers + ["", ""]
    connection.send(lines.joined(separator: "\r\n"))
    return try await connection.untilClosed()
  }
}
