import AAIProtocol
import TestKit
import Testing

@Suite("aai-stream: failures")
struct StreamFailureTests {
  /// What a server did, and what must be seen of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var faults: [String] = []
    var arguments: [String] = []
    let status: Int32
    let says: String
    var testDescription: String { (faults + arguments).joined(separator: " ") }
  }

  @Test(
    "a service that fails: bounded time, one line, the right status",
    arguments: [
      Case(
        faults: ["drop@1s"], arguments: ["--no-reconnect"], status: 69, says: "connection lost"),
      Case(
        faults: ["stall@500ms"],
        arguments: ["--no-reconnect", "--ping-interval", "300ms", "--ping-timeout", "300ms"],
        status: 69, says: "no answer to a ping"),
      Case(
        faults: ["close=3005@1s"], arguments: ["--no-reconnect"], status: 69,
        says: "Session Cancelled: An error occurred (3005)"),
      Case(faults: ["close=3007@1s"], status: 76, says: "(3007)"),
      Case(faults: ["close=1008@1s"], status: 77, says: "(1008)"),
      Case(
        faults: ["close=3009@1s"], arguments: ["--no-reconnect"], status: 75, says: "(3009)"),
      Case(
        faults: ["reject=503"], arguments: ["--no-reconnect"], status: 69, says: "HTTP 503"),
      Case(
        faults: ["reject=429"], arguments: ["--no-reconnect"], status: 75, says: "HTTP 429"),
      Case(faults: ["reject=403"], status: 77, says: "HTTP 403"),
      Case(faults: ["reject=404"], status: 76, says: "HTTP 404"),
      Case(
        faults: ["no-termination"], arguments: ["--drain-timeout", "500ms"], status: 69,
        says: "did not confirm the end"),
      Case(
        faults: ["slow-begin=5s"], arguments: ["--connect-timeout", "500ms"], status: 76,
        says: "began no session in time"),
    ])
  func failing(_ given: Case) async throws {
    let server = try await ServeFixture(given.faults.flatMap { ["--fault", $0] })
    let run = try await Stream.run(
      server, given.arguments, input: Stream.silence(milliseconds: 2000))
    #expect(run.status == given.status)
    #expect(run.errors.contains(given.says), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").filter { $0.contains("error:") }.count == 1)
    #expect(!run.errors.contains(Stream.key) && !run.output.contains(Stream.key))
    #expect(try run.events.last?["type"]?.string == "aai.closed")
  }

  @Test("garbage between events is one warning, and the session lives")
  func garbage() async throws {
    let server = try await ServeFixture(["--fault", "garbage@1s"])
    let run = try await Stream.run(server, input: Stream.silence(milliseconds: 2000))
    #expect(run.status == 0)
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.contains("warning:") })
    #expect(!run.errors.isEmpty)
    #expect(try run.last("Termination") != nil)
  }

  @Test("a refused key exits 77 with the service's words")
  func refusedKey() async throws {
    let folder = try TemporaryFolder()
    let keys = try folder.write("keys", "another-key\n")
    let server = try await ServeFixture(["--api-key-file", keys])
    let run = try await Stream.run(server, input: Stream.silence(milliseconds: 500))
    #expect(run.status == 77)
    #expect(
      run.errors
        == "aai-stream: error: the service ended the session: Unauthorized Connection: Invalid API key (1008)\n"
    )
    #expect(try run.events.map { $0["type"]?.string } == ["Error", "aai.closed"])
  }

  @Test("503 once, then well: the service is asked again")
  func comesBack() async throws {
    let server = try await ServeFixture(["--fault", "reject=503#1"])
    let run = try await Stream.run(server, input: Stream.silence(milliseconds: 500))
    #expect(run.status == 0)
    #expect(try run.last("aai.reconnecting")?["attempt"]?.int == 1)
  }

  @Test("nobody listening is status 69, with the address")
  func refused() async throws {
    let run = try await Program.run(
      "aai-stream", ["-u", "ws://127.0.0.1:1/"], environment: Stream.environment,
      input: Stream.silence(milliseconds: 100))
    #expect(run.status == 69)
    #expect(run.errors == "aai-stream: error: cannot reach 127.0.0.1:1: connection refused\n")
  }

  @Test("a name without an address is status 69")
  func unknownName() async throws {
    let run = try await Program.run(
      "aai-stream", ["-u", "wss://no-such-host.invalid/"], environment: Stream.environment,
      input: Stream.silence(milliseconds: 100))
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("aai-stream: error: cannot resolve no-such-host.invalid: "))
  }
}
