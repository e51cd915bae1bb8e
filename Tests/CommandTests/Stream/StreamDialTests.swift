import AAIProtocol
import Glibc
import TestKit
import Testing

/// From a name to a connection, where a name is what the test says it is.
@Suite("aai-stream: names and addresses", .enabled { try await PrivateNames.arePossible() })
struct StreamDialTests {
  private static func hasIPv6() -> Bool { (try? BlackHole("::1")) != nil }

  private static func isRoot() -> Bool { geteuid() == 0 }

  @Test(
    "a resolver that never answers costs the time there is to connect", .enabled(if: isRoot()))
  func silentResolver() async throws {
    let resolver = try SilentResolver()
    let names = try PrivateNames("127.0.0.1 localhost", resolver: resolver.address)
    let run = try await names.run([
      "-u", "wss://service.example/v3/ws", "--connect-timeout", "1s",
    ])
    withExtendedLifetime(resolver) {}
    #expect(run.status == 69)
    #expect(
      run.errors
        == "aai-stream: error: cannot reach service.example:443: timed out looking up the name\n")
  }

  @Test("Ctrl-C works while a name is looked up", .enabled(if: isRoot()))
  func interruptedLookup() async throws {
    let resolver = try SilentResolver()
    let names = try PrivateNames("127.0.0.1 localhost", resolver: resolver.address)
    let program = try names.stream([
      "-u", "wss://service.example/v3/ws", "--connect-timeout", "5m",
    ])
    program.input?.write(Stream.silence(milliseconds: 100))
    program.input?.close()
    try await resolver.asked()
    program.signal(SIGINT)
    let run = try await program.finished(within: .seconds(4))
    #expect(run.status == 69)
    #expect(run.errors == "aai-stream: error: stopped before a session had begun\n")
  }

  @Test("a name server that is not there is told at once")
  func noResolver() async throws {
    let names = try PrivateNames("127.0.0.1 localhost", resolver: "127.54.0.1")
    let run = try await names.run(["-u", "wss://service.example/v3/ws", "--connect-timeout", "5m"])
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("aai-stream: error: cannot resolve service.example: temporary "))
  }

  @Test("an address where packets vanish costs the time there is to connect, by name and without")
  func blackHole() async throws {
    let hole = try BlackHole()
    let names = try PrivateNames("127.0.0.1 localhost")
    for host in ["127.0.0.1", "localhost"] {
      let run = try await names.run([
        "-u", "ws://\(host):\(hole.port)/v3/ws", "--connect-timeout", "1s",
      ])
      #expect(run.status == 69)
      let peer = "\(host):\(hole.port)"
      #expect(run.errors == "aai-stream: error: cannot reach \(peer): timed out connecting\n")
    }
  }

  @Test(
    "a name whose first address is dead is reached by the second", .enabled(if: hasIPv6()),
    arguments: [true, false])
  func secondAddress(isBlackHole: Bool) async throws {
    let server = try await ServeFixture()
    let hole = isBlackHole ? try BlackHole("::1", port: server.port) : nil
    let names = try PrivateNames("::1 localhost\n127.0.0.1 localhost")
    let run = try await names.run(["-u", "ws://localhost:\(server.port)/v3/ws"])
    withExtendedLifetime(hole) {}
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
  }

  @Test("one family of addresses can be asked for, and the other is left alone then")
  func family() async throws {
    let names = try PrivateNames("::1 localhost\n127.0.0.1 localhost")
    let server = try await ServeFixture()
    let url = "ws://localhost:\(server.port)/v3/ws"
    #expect(try await names.run(["-4", "-u", url]).status == 0)
    let refused = try await names.run(["-6", "-u", url])
    #expect(refused.status == 69)
    #expect(refused.errors.hasPrefix("aai-stream: error: cannot reach localhost:"))
    #expect(server.program.errors.lines.count { $0.contains("session") } == 1)
  }

  @Test(
    "an address of the other family is refused, too",
    arguments: [("-6", "127.0.0.1"), ("-4", "[::1]")])
  func otherFamily(option: String, host: String) async throws {
    let names = try PrivateNames("127.0.0.1 localhost")
    let run = try await names.run([option, "-u", "ws://\(host):1/v3/ws"])
    #expect(run.status == 69)
    #expect(run.errors.contains("address family for hostname not supported"), "\(run.errors)")
  }

  @Test("an IPv6 address in the URL is dialled and proved", .enabled(if: hasIPv6()))
  func literal() async throws {
    let certificates = try await Certificates()
    for (names, status) in [("IP:::1", 0), ("DNS:::1,IP:127.0.0.1", 77)] {
      let pair = try await certificates.issue(names)
      let server = try await ServeFixture([
        "-l", "[::1]:0", "--cert", pair.certificate, "--key", pair.key,
      ])
      let run = try await Program.run(
        "aai-stream",
        ["-u", "wss://[::1]:\(server.port)/v3/ws", "--cacert", certificates.authority],
        environment: Stream.environment, input: Stream.silence(milliseconds: 100))
      #expect(run.status == status, "\(run.errors)")
    }
  }

  @Test("a name that leads elsewhere after a loss is followed there")
  func moved() async throws {
    let speech = ToneSpeech(turns: 3)
    let first = try await Stream.tones()
    let second = try await Stream.tones(["-l", "127.0.0.2:\(first.port)"])
    let names = try PrivateNames("127.0.0.1 localhost")
    let program = try names.stream(["-u", "ws://localhost:\(first.port)/v3/ws"])
    program.speak(speech.bytes)
    try await program.output.wait(until: ToneCode.name(of: 3))
    try names.change(to: "127.0.0.2 localhost")
    first.program.signal(SIGKILL)
    let run = try await program.finished(within: .seconds(40))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    try await second.logged("session 1", "Terminate")
  }

  @Test(
    "a name that leads nowhere after a loss is looked up as long as it is to be tried, no longer")
  func vanished() async throws {
    let server = try await ServeFixture()
    let names = try PrivateNames("127.0.0.1 localhost", resolver: "127.54.0.1")
    let program = try names.stream([
      "-u", "ws://localhost:\(server.port)/v3/ws", "--retry-max-time", "2s",
    ])
    program.input?.write(Stream.silence(milliseconds: 500))
    try await program.output.wait(until: "Begin")
    try names.change(to: "")
    server.program.signal(SIGKILL)
    let run = try await program.finished()
    #expect(run.status == 69)
    let tried = try run.events.filter { $0["type"]?.string == "aai.reconnecting" }
    #expect(tried.count >= 2)
    #expect(tried.last?["reason"]?.string?.contains("cannot resolve localhost: ") == true)
    #expect(run.errors.split(separator: "\n").filter { $0.contains("error:") }.count == 1)
  }
}
