import TestKit
import Testing

@Suite("aai-stream: headers of the user's")
struct StreamHeaderTests {
  /// The head of the request that a run with these options makes.
  private func request(_ arguments: [String]) async throws -> [String] {
    let server = try HandmadeServer { peer, _ in
      peer.write("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
      peer.drain()
    }
    defer { server.stop() }
    let run = try await Program.run(
      "aai-stream", ["-u", "ws://\(server.hostAndPort)/v3/ws"] + arguments,
      environment: Stream.environment, input: Stream.silence(milliseconds: 100))
    #expect(run.status == 76)
    return try #require(server.requests.first).split(separator: "\r\n").map(String.init)
  }

  @Test("a header is sent as often as it is given, beside the program's own")
  func added() async throws {
    let lines = try await request(["-H", "X-One: 1", "-H", "X-One:2", "-H", "X-None:"])
    #expect(lines.filter { $0.hasPrefix("X-") } == ["X-One: 1", "X-One: 2", "X-None: "])
    #expect(lines.contains("Authorization: \(Stream.key)"))
    #expect(lines.contains { $0.hasPrefix("User-Agent: aai-tools/") })
    #expect(lines.contains("AssemblyAI-Version: 2025-05-12"))
  }

  @Test(
    "a header of the program's own gives way to the user's",
    arguments: [
      "Host: elsewhere.example", "authorization: Bearer other", "User-Agent: mine",
      "assemblyai-version: 2024-01-01",
    ])
  func replaced(header: String) async throws {
    let name = header.prefix { $0 != ":" }.lowercased()
    let lines = try await request(["-H", header])
    #expect(lines.filter { $0.lowercased().hasPrefix(name + ":") } == [header])
  }

  @Test(
    "what the connection is made of is not the user's",
    arguments: [
      "Connection: close", "upgrade: h2c", "Sec-WebSocket-Key: x", "sec-websocket-protocol: chat",
      "Content-Length: 7", "Transfer-Encoding: chunked",
    ])
  func reserved(header: String) async throws {
    let run = try await Program.run(
      "aai-stream", ["-u", "ws://127.0.0.1:1/", "-H", header], environment: Stream.environment)
    #expect(run.status == 64)
    #expect(run.errors.contains("'\(header)' is invalid for '-H"))
  }
}
