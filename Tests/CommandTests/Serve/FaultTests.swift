import AAIProtocol
import TestKit
import Testing

@testable import aai_serve

@Suite("aai-serve: faults on request")
struct ServeFaultTests {
  @Test("drop ends the connection without a Close frame, after so much audio")
  func drop() async throws {
    let server = try await ServeFixture(["--fault", "drop@3s"])
    let client = try await server.connect()
    client.send(silence: 4000)
    _ = try await client.connection.untilClosed()
    #expect(client.closing == nil)
    #expect(client.events.first?["type"] == "Begin")
    try await server.logged("session 1", "dropped by --fault")
  }

  @Test("drop strikes by the clock when no audio comes")
  func dropByClock() async throws {
    let server = try await ServeFixture(["--fault", "drop@50ms"])
    let client = try await server.connect()
    _ = try await client.connection.untilClosed()
    #expect(client.closing == nil)
  }

  @Test("reset ends the connection without a Close frame")
  func reset() async throws {
    let server = try await ServeFixture(["--fault", "reset@100ms"])
    let client = try await server.connect()
    client.send(silence: 200)
    _ = try await client.connection.untilClosed()
    #expect(client.closing == nil)
    try await server.logged("reset by --fault")
  }

  @Test("a stalled session says nothing more and keeps the connection; others go on")
  func stall() async throws {
    let server = try await ServeFixture(["--fault", "stall@1s#1"])
    let stalled = try await server.connect()
    try await stalled.event("Begin")
    stalled.send(silence: 1000)
    stalled.send(silence: 2000)
    stalled.send(ClientMessage.terminate.text)
    let other = try await server.session()
    #expect(other.closing?.code == 1000)
    #expect(stalled.closing == nil)
    #expect(!stalled.events.contains { $0["type"] == "Termination" })
  }

  @Test("close ends the session with the code asked for, the service's text before it")
  func close() async throws {
    let server = try await ServeFixture(["--fault", "close=3005@1s", "--fault", "close=1011#2"])
    let client = try await server.connect()
    client.send(silence: 1000)
    #expect(try await client.closed() == .init(3005, "See Error message for details"))
    #expect(client.events.last?["error"] == "Session Cancelled: An error occurred")
    let second = try await server.connect()
    #expect(try await second.closed() == .init(1011, ""))
    #expect(second.events.allSatisfy { $0["type"] == "Begin" })
  }

  @Test(
    "each code of the old protocol comes with its own words, any code with those asked for",
    arguments: [
      ("close=4102", 4102, "This account has exceeded the number of allowed streams", nil),
      ("close=4010", 4010, "Session Previously Closed", nil),
      (
        "close=1008:Unauthorized Connection: Account disabled", 1008,
        "See Error message for details", "Unauthorized Connection: Account disabled"
      ),
      (
        "close=3009", 3009, "See Error message for details",
        "Unauthorized Connection: Too many concurrent sessions"
      ),
    ] as [(String, Int, String, String?)])
  func closeWords(fault: String, code: Int, reason: String, error: String?) async throws {
    let server = try await ServeFixture(["--fault", fault])
    let client = try await server.connect()
    #expect(try await client.closed() == .init(code, reason))
    #expect(client.events.last?["error"]?.string == error)
  }

  @Test("a warning comes on request, and the session goes on")
  func warning() async throws {
    let server = try await ServeFixture(["--fault", "warning=42:mail a@b #7@1s"])
    let client = try await server.session()
    #expect(client.closing?.code == 1000)
    let warnings = client.events.filter { $0["type"] == "Warning" }
    #expect(
      warnings.map(\.text) == [#"{"type":"Warning","warning_code":42,"warning":"mail a@b #7"}"#])
  }

  @Test("reject answers the upgrade of one session with a status")
  func reject() async throws {
    let server = try await ServeFixture(["--fault", "reject=503#1"])
    await #expect(throws: Failed.self) { try await server.connect() }
    #expect(try await server.session().closing?.code == 1000)
  }

  @Test("a slow Begin loses no audio that was sent meanwhile")
  func slowBegin() async throws {
    let server = try await ServeFixture(["--fault", "slow-begin=300ms"])
    let client = try await server.connect()
    client.send(silence: 5000)
    client.send(ClientMessage.terminate.text)
    #expect(try await client.closed().code == 1000)
    #expect(client.events.first?["type"] == "Begin")
    #expect(client.events.last?["audio_duration_seconds"]?.int == 5)
  }

  @Test("garbage comes in the middle of a session that goes on")
  func garbage() async throws {
    let server = try await ServeFixture(["--fault", "garbage@2s"])
    let client = try await server.session()
    #expect(client.closing?.code == 1000)
    #expect(client.texts.contains("this is no JSON"))
    #expect(client.frames.contains { $0.opcode == 2 })
  }

  @Test("fragments carry the same messages, with pings between them")
  func fragment() async throws {
    let server = try await ServeFixture(["--fault", "fragment#1"])
    let cut = try await server.session()
    let whole = try await server.session()
    let withoutIdentity: (RawWebSocket) -> [String] = {
      $0.texts.filter { !$0.contains("Begin") && !$0.contains("Termination") }
    }
    #expect(withoutIdentity(cut) == withoutIdentity(whole))
    #expect(cut.frames.contains { !$0.isLast && $0.payload.isEmpty })
    #expect(cut.frames.contains { $0.opcode == 9 })
  }

  @Test("pings come at the interval asked for")
  func ping() async throws {
    let server = try await ServeFixture(["--fault", "ping=20ms"])
    let client = try await server.connect()
    try await client.wait { $0.frames.count { $0.opcode == 9 } >= 3 ? true : nil }
  }

  @Test("Terminate is not answered, but the last turn is sent")
  func noTermination() async throws {
    let server = try await ServeFixture(["--fault", "no-termination"])
    let client = try await server.connect()
    client.send(silence: 1500)
    client.send(ClientMessage.terminate.text)
    try await client.wait { $0.texts.contains { $0.contains("\"end_of_turn\":true") } ? true : nil }
    client.send(opcode: 9, Array("still there?".utf8))
    try await client.wait { $0.frames.contains { $0.opcode == 10 } ? true : nil }
    #expect(client.closing == nil)
    #expect(!client.events.contains { $0["type"] == "Termination" })
  }

  @Test(
    "a fault that means nothing is a usage error",
    arguments: [
      "drop", "drop@soon", "close@3s", "close=99@1s", "reject=200", "stall=3", "ping=0",
      "fragment#0", "warning=", "warning", "close=high", "drop@1s@2s",
      "flood",
    ])
  func unknown(spec: String) {
    #expect(Fault(argument: spec) == nil)
  }

  @Test("a fault reads back as what it asks for")
  func parsing() {
    #expect(Fault(argument: "drop@3s") == Fault(kind: .drop(at: .seconds(3))))
    #expect(
      Fault(argument: "close=3005@500ms#2")
        == Fault(kind: .close(code: 3005, at: .milliseconds(500)), session: 2))
    #expect(Fault(argument: "slow-begin=5s") == Fault(kind: .slowBegin(.seconds(5))))
  }
}
