import AAIProtocol
import TestKit
import Testing

@Suite("aai-serve: tokens, TLS, other paths")
struct ServeHTTPTests {
  private func body(_ answer: String) -> JSONValue? {
    answer.firstRange(of: "\r\n\r\n").flatMap {
      try? JSONValue(parsing: String(answer[$0.upperBound...]))
    }
  }

  private func status(_ answer: String) -> Int? {
    answer.split(separator: " ").dropFirst().first.flatMap { Int($0) }
  }

  @Test("a token opens a session of the length it was minted for")
  func token() async throws {
    let keys = try TemporaryFolder()
    let file = try keys.write("keys", "# accepted\nkey\n")
    let server = try await ServeFixture(["--api-key-file", file])
    let answer = try await server.get(
      "/v3/token?expires_in_seconds=60&max_session_duration_seconds=60",
      headers: ["Authorization: key"])
    #expect(status(answer) == 200)
    let minted = try #require(body(answer))
    #expect(minted["expires_in_seconds"]?.int == 60)
    let token = try #require(minted["token"]?.string)
    let inQuery = try await server.connect("token=" + token.percentEncoded, key: nil)
    let begin = try await inQuery.event("Begin")
    let inHeader = try await server.connect("", key: token)
    #expect(try await inHeader.event("Begin")["expires_at"] != nil)
    let byKey = try await server.connect("", key: "key")
    let later = try await byKey.event("Begin")
    let difference = (later["expires_at"]?.int ?? 0) - (begin["expires_at"]?.int ?? 0)
    #expect((10_740...10_760).contains(difference))
    let stranger = try await server.connect("", key: "another")
    #expect(try await stranger.closed().code == 1008)
  }

  @Test("both documented shapes of a token's refusal")
  func tokenErrors() async throws {
    let keys = try TemporaryFolder()
    let file = try keys.write("keys", "key\n")
    let server = try await ServeFixture(["--api-key-file", file])
    let authorization = ["Authorization: key"]
    let zero = try await server.get("/v3/token?expires_in_seconds=0", headers: authorization)
    #expect(status(zero) == 422)
    #expect(
      body(zero)?.text
        == #"{"detail":[{"type":"greater_than_equal","loc":["query","expires_in_seconds"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}]}"#
    )
    let none = try await server.get("/v3/token", headers: authorization)
    #expect(body(none)?["detail"]?.array?.first?["type"] == "missing")
    let anonymous = try await server.get("/v3/token?expires_in_seconds=60")
    #expect(status(anonymous) == 422)
    let wrong = try await server.get(
      "/v3/token?expires_in_seconds=60", headers: ["Authorization: wrong"])
    #expect(status(wrong) == 401)
    #expect(body(wrong)?["error"] == "Unauthorized")
  }

  @Test("health is answered, a retired path is gone, an unknown one is not found")
  func paths() async throws {
    let server = try await ServeFixture()
    let health = try await server.get("/v3/health")
    #expect(body(health)?.text == #"{"status":"ok","sessions":0}"#)
    #expect(status(try await server.get("/v2/realtime/ws")) == 410)
    #expect(status(try await server.get("/../../etc/passwd")) == 404)
  }

  @Test("--self-signed serves TLS that its authority vouches for")
  func selfSigned() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--self-signed", folder.path + "/tls"])
    #expect(server.url.scheme == .wss)
    func openssl(_ arguments: String...) async throws -> Finished {
      try await Program.run(
        "openssl",
        ["s_client", "-connect", "127.0.0.1:\(server.port)", "-verify_return_error"] + arguments)
    }
    let trusted = try await openssl(
      "-CAfile", folder.path + "/tls/ca.pem", "-verify_ip", "127.0.0.1", "-x509_strict")
    #expect(trusted.output.contains("Verify return code: 0 (ok)"))
    let stranger = try await openssl("-verify_ip", "127.0.0.1")
    #expect(stranger.status != 0)
    let old = try await openssl("-CAfile", folder.path + "/tls/ca.pem", "-tls1_1")
    #expect(old.status != 0)
    try await server.logged("refused 127.0.0.1", "TLS")
  }

  @Test("what cannot be served is one line and a status")
  func refusedOptions() async throws {
    func run(_ arguments: String...) async throws -> Finished {
      try await Program.run("aai-serve", arguments)
    }
    let reachable = try await run("-l", "0.0.0.0:0")
    #expect(reachable.status == 64)
    #expect(reachable.errors.contains("an address that others can reach needs --api-key-file"))
    #expect(try await run("--cert", "x").status == 64)
    #expect(try await run("--script", "x", "--replay", "y").status == 64)
    let missing = try await run("--script", "/nowhere/lines.txt")
    #expect(missing.status == 66)
    #expect(
      missing.errors == "aai-serve: error: /nowhere/lines.txt: no such file or directory\n")
    let first = try await ServeFixture()
    let script = try first.folder.write("empty.txt", "")
    let second = try await run("-l", "127.0.0.1:\(first.port)", "--script", script)
    #expect(second.status == 69)
    #expect(
      second.errors.contains("cannot listen on 127.0.0.1:\(first.port): address already in use"))
  }
}
