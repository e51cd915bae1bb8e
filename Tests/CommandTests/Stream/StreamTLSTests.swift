import AAIProtocol
import TestKit
import Testing

/// Against `openssl s_server`, which shows every byte that comes out of the encryption.
@Suite("aai-stream: TLS", .serialized)
struct StreamTLSTests {
  private func refusal(
    _ pair: Certificates.Pair, trust: String?, host: String = "localhost", _ options: [String] = []
  ) async throws -> Finished {
    let server = try await TLSServer(pair, options)
    let trusting = trust.map { ["--cacert", $0] } ?? []
    let run = try await Program.run(
      "aai-stream", ["-4", "-u", "wss://\(host):\(server.port)/v3/ws"] + trusting,
      environment: Stream.environment, input: Stream.silence(milliseconds: 200))
    server.program.signal(15)
    try await server.program.wait()
    #expect(!server.program.output.text.contains(Stream.key), "the key reached the server")
    #expect(!server.program.output.text.contains("GET /"), "the request reached the server")
    #expect(run.errors.split(separator: "\n").filter { $0.contains("error:") }.count == 1)
    return run
  }

  @Test("authorities that cannot be read are said to be so, and are status 78")
  func noAuthorities() async throws {
    let run = try await Program.run(
      "aai-stream", ["-u", "wss://127.0.0.1:1/v3/ws", "--cacert", "absent.pem"],
      environment: Stream.environment, input: Stream.silence(milliseconds: 200))
    #expect(run.status == 78)
    #expect(run.errors == "aai-stream: error: absent.pem: no such file or directory\n")
  }

  @Test("an expired certificate is refused with its date")
  func expired() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue("DNS:localhost", days: -1), trust: certificates.authority)
    #expect(run.status == 77)
    #expect(run.errors.contains("certificate of localhost expired on 20"))
  }

  @Test("a self-signed certificate is refused")
  func selfSigned() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(try await certificates.selfSigned("DNS:localhost"), trust: nil)
    #expect(run.status == 77)
    #expect(run.errors.contains("certificate of localhost is self-signed"))
  }

  @Test("a certificate for another name is refused with both names")
  func wrongHost() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue("DNS:elsewhere.example"), trust: certificates.authority)
    #expect(run.status == 77)
    #expect(run.errors.contains("certificate is not for localhost but for elsewhere.example"))
  }

  @Test("a wrong name is not excused by an address that is right")
  func addressDoesNotExcuse() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue("DNS:elsewhere.example,IP:127.0.0.1"),
      trust: certificates.authority)
    #expect(run.status == 77)
  }

  @Test(
    "wildcards that stand for more than one whole label are refused",
    arguments: ["DNS:*", "DNS:lo*ost", "DNS:*.localhost"])
  func wildcards(names: String) async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue(names), trust: certificates.authority)
    #expect(run.status == 77)
  }

  @Test("an address in the URL wants that address in the certificate")
  func address() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue("DNS:127.0.0.1"), trust: certificates.authority,
      host: "127.0.0.1")
    #expect(run.status == 77)
  }

  @Test("an unknown issuer is refused by name")
  func unknownIssuer() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(try await certificates.issue("DNS:localhost"), trust: nil)
    #expect(run.status == 77)
    #expect(run.errors.contains("from an unknown issuer: CN = Testers"))
  }

  @Test("a server that speaks TLS 1.1 at best gets nothing, status 69")
  func oldVersion() async throws {
    let certificates = try await Certificates()
    let run = try await refusal(
      try await certificates.issue("DNS:localhost"), trust: certificates.authority,
      ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"])
    #expect(run.status == 69)
    #expect(run.errors.contains("no TLS session with localhost"))
  }

  @Test("a trust store that cannot be read is an error, never no verification")
  func unusableStore() async throws {
    let certificates = try await Certificates()
    let garbage = try certificates.folder.write("garbage.pem", "nothing to trust")
    let run = try await refusal(try await certificates.issue("DNS:localhost"), trust: garbage)
    #expect(run.status == 78)
  }

  @Test(
    "a trusted server is spoken to, by name and by address", arguments: ["localhost", "127.0.0.1"])
  func trusted(host: String) async throws {
    let certificates = try await Certificates()
    let pair = try await certificates.issue("DNS:localhost,IP:127.0.0.1")
    let server = try await ServeFixture(["--cert", pair.certificate, "--key", pair.key])
    let run = try await Program.run(
      "aai-stream",
      ["-4", "-u", "wss://\(host):\(server.port)/v3/ws", "--cacert", certificates.authority],
      environment: Stream.environment, input: Stream.silence(milliseconds: 500))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("Termination") != nil)
  }

  @Test("--insecure asks for no proof and warns each time")
  func insecure() async throws {
    let certificates = try await Certificates()
    let pair = try await certificates.selfSigned("DNS:elsewhere.example")
    let server = try await ServeFixture(["--cert", pair.certificate, "--key", pair.key])
    let run = try await Program.run(
      "aai-stream", ["-k", "-u", "wss://127.0.0.1:\(server.port)/v3/ws"],
      environment: Stream.environment, input: Stream.silence(milliseconds: 500))
    #expect(run.status == 0)
    #expect(run.errors == "aai-stream: warning: certificates are not checked (--insecure)\n")
  }

  @Test("a server without TLS is told apart from one that fails")
  func notTLS() async throws {
    let server = try await ServeFixture()
    let run = try await Program.run(
      "aai-stream", ["-u", "wss://127.0.0.1:\(server.port)/v3/ws"],
      environment: Stream.environment, input: Stream.silence(milliseconds: 100))
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("aai-stream: error: no TLS session with 127.0.0.1:"))
  }
}
