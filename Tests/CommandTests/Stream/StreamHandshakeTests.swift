import Glibc
import TestKit
import Testing

/// What may come instead of a handshake, or be unusual about one, with a certificate that is right.
@Suite("aai-stream: the TLS handshake", .serialized)
struct StreamHandshakeTests {
  private func start(
    port: Int, _ certificates: Certificates, _ arguments: [String] = []
  ) throws -> Program {
    let program = try Program(
      "aai-stream",
      ["-4", "-u", "wss://localhost:\(port)/v3/ws", "--cacert", certificates.authority]
        + arguments, environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 200))
    program.input?.close()
    return program
  }

  /// How the client ends that meets such a server, which must not be told a word.
  private func refusal(
    _ options: (Certificates.Pair) -> [String]
  ) async throws -> Finished {
    let certificates = try await Certificates()
    let pair = try await certificates.issue("DNS:localhost")
    let server = try await TLSServer(pair, options(pair))
    let run = try await start(port: server.port, certificates).finished()
    let shown = try await server.stop()
    #expect(!shown.contains(Stream.key) && !shown.contains("GET /"))
    #expect(run.status == 69)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    return run
  }

  @Test(
    "a server that would not encrypt, or not prove its name, is refused",
    arguments: [
      ["-cipher", "eNULL@SECLEVEL=0"], ["-cipher", "aNULL@SECLEVEL=0", "-nocert"],
    ])
  func weakCipher(options: [String]) async throws {
    let run = try await refusal { _ in ["-tls1_2"] + options }
    #expect(run.errors.contains("no TLS session with localhost"))
  }

  @Test("a server that demands a client certificate is said to", arguments: ["-tls1_2", "-tls1_3"])
  func clientCertificate(version: String) async throws {
    let run = try await refusal { _ in [version, "-Verify", "1"] }
    #expect(run.errors.hasSuffix(": the server demands a client certificate\n"))
  }

  @Test("a server's word that there is nobody of this name there is passed on")
  func wrongServerName() async throws {
    let run = try await refusal { pair in
      [
        "-servername", "other.example", "-servername_fatal", "-cert2", pair.certificate,
        "-key2", pair.key,
      ]
    }
    #expect(run.errors.contains("unrecognized name"))
  }

  @Test(
    "a server with a group of its own is met there (RFC 8446 §4.1.4)",
    arguments: ["P-384", "P-521", "X448"])
  func helloRetry(group: String) async throws {
    let certificates = try await Certificates()
    let server = try await TLSServer(
      try await certificates.issue("DNS:localhost"), ["-groups", group])
    let program = try start(port: server.port, certificates)
    try await server.program.output.wait(until: "GET /v3/ws")
    _ = try await server.stop()
    try await program.wait()
  }

  @Test("a server that has HTTP/2 is asked for nothing but HTTP/1.1")
  func noHTTP2() async throws {
    let certificates = try await Certificates()
    let server = try await TLSServer(
      try await certificates.issue("DNS:localhost"), ["-alpn", "h2,http/1.1"])
    let program = try start(port: server.port, certificates)
    try await server.program.output.wait(until: "GET /v3/ws")
    let shown = try await server.stop()
    #expect(!shown.contains("ALPN protocols advertised"))
    #expect(shown.contains("HTTP/1.1\r\n"))
    try await program.wait()
  }

  /// What a server does once it has the client's first words.
  enum Silence: String, Sendable, CaseIterable {
    case stalls, drips, resets, leaves
  }

  @Test(
    "a handshake that does not go on is bounded, and nobody is blamed for it",
    arguments: Silence.allCases)
  func silence(of server: Silence) async throws {
    let certificates = try await Certificates()
    let listener = try RawListener()
    BlockingThread.start {
      guard var peer = listener.peer() else { return }
      defer { peer.close() }
      _ = peer.read(5)
      switch server {
      case .stalls: peer.drain()
      case .drips:
        // The head of a handshake record of 4096 bytes, and then its bytes one by one.
        peer.write([22, 3, 3, 16, 0])
        while !peer.hasLeft {
          peer.write([2])
          usleep(20_000)
        }
      case .resets:
        var immediately = linger(l_onoff: 1, l_linger: 0)
        setsockopt(
          peer.descriptor, SOL_SOCKET, SO_LINGER, &immediately,
          socklen_t(MemoryLayout<linger>.size))
      case .leaves: break
      }
    }
    defer { listener.stop() }
    let run = try await start(
      port: listener.port, certificates, ["--connect-timeout", "1s"]
    ).finished(within: .seconds(10))
    #expect(run.status == 69)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.contains("localhost:\(listener.port)"), "\(run.errors)")
    let isTimeout = run.errors.contains("timed out waiting for TLS")
    #expect(isTimeout == (server == .stalls || server == .drips), "\(run.errors)")
  }
}
