import AAIProtocol
import TestKit
import Testing

@Suite("aai-stream: proxies")
struct StreamProxyTests {
  private static let established = "HTTP/1.1 200 Connection established\r\n\r\n"

  private func run(
    _ arguments: [String], environment: [String: String?] = [:], milliseconds: Int = 300
  ) async throws -> Finished {
    let clean: [String: String?] = ["NO_PROXY": nil, "no_proxy": nil]
    return try await Program.run(
      "aai-stream", arguments,
      environment: Stream.environment.merging(clean) { $1 }.merging(environment) { $1 },
      input: Stream.silence(milliseconds: milliseconds))
  }

  /// A proxy whose every tunnel leads to `port`, whatever it is asked for.
  private func proxy(to port: Int, says answer: String = established) throws -> HandmadeServer {
    try HandmadeServer { peer, _ in
      // A byte at a time, as a slow line might bring them.
      for byte in answer.utf8 { peer.write([byte]) }
      peer.tunnel(to: port)
    }
  }

  @Test("without TLS a proxy elsewhere gets no key, though the service is said to be here")
  func farProxy() async throws {
    // A name that leads nowhere: it is refused before anybody is asked for it.
    let run = try await run(["-x", "http://proxy.invalid:1", "-u", "ws://localhost:1/v3/ws"])
    #expect(run.status == 64)
    #expect(run.errors.contains("localhost:1 has no TLS, so the key would be sent for all to read"))
  }

  @Test(
    "a session goes through a tunnel that is asked for without the key",
    arguments: [
      established, "HTTP/1.0 200 OK\r\nProxy-Agent: x\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n" + established,
    ])
  func tunnel(answer: String) async throws {
    let server = try await ServeFixture()
    let proxy = try proxy(to: server.port, says: answer)
    defer { proxy.stop() }
    let run = try await run(["-x", "http://\(proxy.hostAndPort)", "-u", server.url.text])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("Termination") != nil)
    let origin = server.url.hostAndPort
    #expect(proxy.requests == ["CONNECT \(origin) HTTP/1.1\r\nHost: \(origin)\r\n\r\n"])
  }

  @Test("TLS is with the service, behind the tunnel, by the name in the URL")
  func encrypted() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--self-signed", folder.path + "/tls"])
    let proxy = try proxy(to: server.port)
    defer { proxy.stop() }
    let run = try await run(
      ["-u", "wss://localhost:\(server.port)/v3/ws", "--cacert", folder.path + "/tls/ca.pem"],
      environment: ["HTTPS_PROXY": "http://joe:pass%40word@\(proxy.hostAndPort)"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("Termination") != nil)
    #expect(proxy.requests.count == 1)
    let request = try #require(proxy.requests.first)
    #expect(Peer.field("Proxy-Authorization", request) == "Basic am9lOnBhc3NAd29yZA==")
    #expect(!request.contains(Stream.key))
  }

  @Test("a name only the proxy knows is the one the certificate must have")
  func proxysName() async throws {
    let certificates = try await Certificates()
    for (names, status) in [("DNS:service.example", 0), ("DNS:localhost,IP:127.0.0.1", 77)] {
      let pair = try await certificates.issue(names)
      let server = try await ServeFixture(["--cert", pair.certificate, "--key", pair.key])
      let proxy = try proxy(to: server.port)
      defer { proxy.stop() }
      let run = try await run(
        ["-u", "wss://service.example/v3/ws", "--cacert", certificates.authority],
        environment: ["all_proxy": proxy.hostAndPort])
      #expect(run.status == status, "\(run.errors)")
      #expect(proxy.requests.first?.hasPrefix("CONNECT service.example:443 HTTP/1.1\r\n") == true)
    }
  }

  /// A proxy that opens no tunnel.
  struct Refusal: Sendable, CustomTestStringConvertible {
    let answer: String
    let status: Int32
    /// What is said of it; PROXY stands for its address.
    let says: String
    var arguments: [String] = []
    var testDescription: String { says }
  }

  @Test(
    "a proxy that opens no tunnel is named in one line, asked once, and told no secret",
    arguments: [
      Refusal(
        answer: "HTTP/1.1 407 Who\r\nContent-Length: 12\r\n\r\nwho are you?",
        status: 77, says: "proxy PROXY opened no tunnel: HTTP 407: who are you?"),
      Refusal(
        answer: "HTTP/1.1 403 Forbidden\r\n\r\nnot there\u{1B}[2J\nreally", status: 77,
        says: "proxy PROXY opened no tunnel: HTTP 403: not there\u{FFFD}[2J"),
      Refusal(
        answer: "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", status: 76,
        says: "proxy PROXY opened no tunnel: HTTP 405"),
      Refusal(
        answer: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", status: 69,
        says: "proxy PROXY opened no tunnel: HTTP 502", arguments: ["--no-reconnect"]),
      Refusal(
        answer: "SSH-2.0-OpenSSH_9.2p1\r\n", status: 76, says: "the answer of PROXY is not HTTP"),
      Refusal(
        answer: "", status: 69, says: "PROXY closed the connection before there was an answer",
        arguments: ["--no-reconnect"]),
      Refusal(
        answer: established + "HTTP/1.1 200 OK\r\n\r\n", status: 76,
        says: "proxy PROXY sent bytes of its own through the tunnel"),
    ])
  func refusal(_ given: Refusal) async throws {
    let proxy = try HandmadeServer { peer, _ in
      peer.write(given.answer)
      if !given.answer.isEmpty { peer.drain() }
    }
    defer { proxy.stop() }
    let run = try await run(
      ["-v", "-v", "-x", "http://joe:pass%40word@\(proxy.hostAndPort)", "-u", "ws://127.0.0.1:1/"]
        + given.arguments)
    #expect(run.status == given.status)
    let says = given.says.replacing("PROXY", with: proxy.hostAndPort)
    let errors = run.errors.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1 && errors[0].contains(says), "\(run.errors)")
    #expect(proxy.requests.count == 1)
    #expect(proxy.requests.allSatisfy { !$0.contains(Stream.key) })
    for secret in ["pass", "am9lOnBhc3NAd29yZA==", Stream.key] {
      #expect(!run.errors.contains(secret) && !run.output.contains(secret))
    }
  }

  @Test("a proxy that never answers costs the time there is to connect, and is named")
  func hanging() async throws {
    let proxy = try HandmadeServer { peer, _ in peer.drain() }
    defer { proxy.stop() }
    let run = try await run([
      "-x", proxy.hostAndPort, "-u", "ws://127.0.0.1:1/", "--connect-timeout", "1s",
      "--no-reconnect",
    ])
    #expect(run.status == 69)
    #expect(
      run.errors
        == "aai-stream: error: cannot reach \(proxy.hostAndPort): timed out waiting for the proxy\n"
    )
  }
}
