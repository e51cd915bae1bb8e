import AAIProtocol
import TestKit
import Testing

@Suite("aai-token")
struct TokenTests {
  private func token(
    _ server: ServeFixture, _ arguments: [String] = [], key: String? = Stream.key
  ) async throws -> Finished {
    try await Program.run(
      "aai-token", ["-u", server.url.text] + arguments,
      environment: Stream.environment.merging(["ASSEMBLYAI_API_KEY": key]) { $1 })
  }

  @Test("the token alone, on one line, lets a session begin")
  func session() async throws {
    let folder = try TemporaryFolder()
    let keys = try folder.write("keys", Stream.key + "\n")
    let server = try await ServeFixture(["--api-key-file", keys])
    let minted = try await token(server, ["--expires-in", "30s", "--max-session-duration", "2m"])
    #expect(minted.status == 0, "\(minted.errors)")
    #expect(minted.output.split(separator: "\n").count == 1)
    let run = try await Program.run(
      "aai-stream", ["-u", server.url.text],
      environment: Stream.environment.merging([
        "ASSEMBLYAI_API_KEY": nil, "ASSEMBLYAI_TOKEN": String(minted.output.dropLast()),
      ]) { $1 }, input: Stream.silence(milliseconds: 200))
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("a refused key is status 77 with the service's words")
  func refused() async throws {
    let folder = try TemporaryFolder()
    let keys = try folder.write("keys", "another\n")
    let server = try await ServeFixture(["--api-key-file", keys])
    let run = try await token(server)
    #expect(run.status == 77, "\(run.errors)")
    #expect(run.output == "")
    #expect(run.errors.contains("gave no token: HTTP 401"))
  }

  @Test("times out of range are refused before asking", arguments: ["0s", "601s"])
  func range(time: String) async throws {
    let run = try await Program.run(
      "aai-token", ["--expires-in", time], environment: Stream.environment)
    #expect(run.status == 64)
    #expect(run.errors.contains("--expires-in must be from 1s to 10m"))
  }

  @Test("no key is status 78")
  func noKey() async throws {
    let server = try await ServeFixture()
    #expect(try await token(server, key: nil).status == 78)
  }
}
