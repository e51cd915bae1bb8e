import AAIProtocol
import Glibc
import TestKit
import Testing

@Suite("gladia-stream")
struct GladiaStreamTests {
  /// Two seconds, no two samples in a row alike.
  private static let audio = (0..<64_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 >> 8) }

  private func run(
    _ server: GladiaServer, _ options: [String] = ["--no-pace"], audio: [UInt8] = audio
  ) async throws -> (Finished, events: [JSONValue]) {
    defer { server.stop() }
    let run = try await Program.run(
      "gladia-stream", ["-u", "http://127.0.0.1:\(server.port)"] + options,
      environment: ["GLADIA_API_KEY": "the-key"], input: audio)
    let events = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    return (run, events)
  }

  @Test("a session is asked for, fed, stopped and waited for; all audio arrives, in order")
  func whole() async throws {
    let server = try GladiaServer()
    let (run, events) = try await run(server, ["--no-pace", "--partials", "--region", "us-west"])
    #expect(run.status == 0)
    #expect(run.errors == "")
    let record = server.record
    #expect(record.audio == Self.audio)
    #expect(record.requests.count == 2)
    #expect(record.requests.first?.hasPrefix("POST /v2/live?region=us-west HTTP/1.1\r\n") == true)
    #expect(record.requests.first?.contains("x-gladia-key: the-key\r\n") == true)
    #expect(record.requests.last?.hasPrefix("GET /v2/live?token=of-its-own ") == true)
    #expect(record.requests.last?.contains("the-key") == false)
    #expect(
      record.body
        == #"{"messages_config":{"receive_partial_transcripts":true},"encoding":"wav/pcm","#
        + #""bit_depth":16,"sample_rate":16000,"channels":1}"#)
    #expect(record.messages.last == #"{"type":"stop_recording"}"#)
    #expect(events.filter { $0["type"] == "audio_chunk" }.count == 40)
    #expect(
      events.last?.text
        == #"{"type":"aai.closed","code":1000,"reason":"","clean":true,"audio_ms":2000,"#
        + #""sessions":1}"#)
    #expect(events.dropLast().last?["type"] == "post_final_transcript")
  }

  @Test(
    "after a loss what was not acknowledged is sent again, however the service counts",
    arguments: [false, true])
  func resending(countsFromZero: Bool) async throws {
    let lossy = GladiaServer.Manner(countsFromZero: countsFromZero, hears: 10, cutsAfter: 15)
    let server = try GladiaServer(
      lossy, lossy, GladiaServer.Manner(countsFromZero: countsFromZero))
    let (run, events) = try await run(server, ["--pace", "10"])
    #expect(run.status == 0)
    #expect(server.record.audio == Self.audio)
    #expect(server.record.requests.count == 4)
    #expect(Set(server.record.requests.dropFirst().map { $0.prefix { $0 != "\r\n" } }).count == 1)
    let resumed = events.filter { $0["type"] == "aai.resumed" }
    #expect(resumed.map { $0["session"]?.int } == [2, 3])
    #expect(resumed.allSatisfy { $0["id"] == "job-1" && $0["lost_ms"] == 0 })
    #expect(resumed.allSatisfy { $0["audio_offset_ms"] == 0 })
    #expect(events.last?["clean"] == true)
  }

  @Test("acknowledgements that a reset swallowed cost one frame, which asks for them")
  func swallowed() async throws {
    let server = try GladiaServer(.init(acknowledges: 10, cutsAfter: 15), .init())
    let (run, events) = try await run(server, ["--pace", "10"])
    #expect(run.status == 0)
    var expected = Self.audio
    expected.insert(contentsOf: Self.audio[16_000..<16_002], at: 24_000)
    #expect(server.record.audio == expected)
    #expect(events.first { $0["type"] == "aai.resumed" }?["lost_ms"] == 0)
  }

  @Test("acknowledgements are asked for also where nobody wants to see them")
  func unacknowledged() async throws {
    let server = try GladiaServer(.init(hears: 10, cutsAfter: 15), .init())
    let (run, events) = try await run(server, ["--pace", "10", "--no-acknowledgments"])
    #expect(run.status == 0)
    #expect(!server.record.body.contains("receive_acknowledgments"))
    #expect(server.record.audio == Self.audio)
    #expect(!events.contains { $0["acknowledged"] != nil })
  }

  @Test("a session that another process was granted is joined by its URL, without a key")
  func joined() async throws {
    let server = try GladiaServer()
    defer { server.stop() }
    let url = "ws://127.0.0.1:\(server.port)/v2/live?token=of-another"
    let run = try await Program.run(
      "gladia-stream", ["--no-pace", "--join", url], environment: ["GLADIA_API_KEY": nil],
      input: Self.audio)
    #expect(run.status == 0, "\(run.errors)")
    #expect(server.record.audio == Self.audio)
    #expect(server.record.requests.count == 1)
    #expect(server.record.requests.first?.hasPrefix("GET /v2/live?token=of-another ") == true)
  }

  @Test(
    "joining leaves nothing to be asked for",
    arguments: [
      ["--join", "ws://127.0.0.1:1/", "--language", "en"], ["--join", "http://127.0.0.1:1/"],
      ["--join", "ws://127.0.0.1:1/", "--region", "us-west"],
    ])
  func joiningOnly(arguments: [String]) async throws {
    let run = try await Program.run("gladia-stream", arguments, input: Self.audio)
    #expect(run.status == 64)
    #expect(run.errors.contains("--join"))
  }

  @Test("the environment of the service's own clients says where and in which region")
  func environment() async throws {
    let server = try GladiaServer()
    defer { server.stop() }
    func run(_ url: String, _ region: String) async throws -> Finished {
      try await Program.run(
        "gladia-stream", ["--no-pace"],
        environment: [
          "GLADIA_API_KEY": "the-key", "GLADIA_API_URL": url, "GLADIA_REGION": region,
        ], input: Self.audio)
    }
    let address = "127.0.0.1:\(server.port)"
    #expect(try await run("ws://\(address)", "eu-west").status == 0)
    #expect(server.record.requests.first?.hasPrefix("POST /v2/live?region=eu-west ") == true)
    let wrong = try await run("http://\(address)", "moon")
    #expect(wrong.status == 64)
    #expect(wrong.errors.contains("GLADIA_REGION must be us-west or eu-west, not 'moon'"))
  }

  @Test("a lost connection ends the run when that is wanted")
  func noReconnect() async throws {
    let server = try GladiaServer(.init(cutsAfter: 5))
    let (run, events) = try await run(server, ["--pace", "10", "--no-reconnect"])
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("gladia-stream: error: connection lost"))
    #expect(events.last?["clean"] == false)
  }

  @Test(
    "a close code says whether to come back and how to exit",
    arguments: [(4403, 69), (4401, 77), (4400, 76), (4429, 75), (1000, 69)] as [(UInt16, Int32)])
  func closed(code: UInt16, status: Int32) async throws {
    let server = try GladiaServer(.init(closesAtOnce: code))
    let (run, events) = try await run(server, [])
    #expect(run.status == status)
    #expect(run.errors.hasPrefix("gladia-stream: error: the service ended the session: "))
    #expect(server.record.requests.count == 2)
    #expect(events.last?["code"]?.int == Int(code))
  }

  @Test(
    "a refused request is told in the service's words",
    arguments: [(400, 76), (401, 77), (403, 77), (422, 76)] as [(Int, Int32)])
  func refused(http: Int, status: Int32) async throws {
    let body =
      #"{"statusCode":\#(http),"request_id":"G-1","message":"not like this","#
      + #""validation_errors":["Field \"language\" must be a string","no such model"]}"#
    let server = try GladiaServer(refusal: (http, body))
    let (run, events) = try await run(server)
    #expect(run.status == status)
    #expect(
      run.errors
        == "gladia-stream: error: 127.0.0.1:\(server.port) refused the connection: HTTP \(http): "
        + "not like this; Field \"language\" must be a string; no such model\n")
    #expect(events.map { $0["type"]?.string } == ["aai.closed"])
  }

  @Test("too many sessions are 75, a failing service 69", arguments: [(429, 75), (503, 69)])
  func unavailable(http: Int, status: Int) async throws {
    let server = try GladiaServer(refusal: (http, #"{"message":"come back later"}"#))
    let (run, _) = try await run(server, ["--no-reconnect"])
    #expect(run.status == Int32(status))
    #expect(run.errors.contains("HTTP \(http): come back later"))
  }

  @Test("in base64 each chunk is an audio_chunk message")
  func base64() async throws {
    let server = try GladiaServer()
    let (run, _) = try await run(
      server, ["--no-pace", "--base64"], audio: [UInt8](repeating: 0, count: 1600) + [1, 2, 3, 4])
    #expect(run.status == 0)
    let zeros = String(repeating: "A", count: 2132) + "AA=="
    #expect(
      server.record.messages == [
        #"{"type":"audio_chunk","data":{"chunk":"\#(zeros)"}}"#,
        #"{"type":"audio_chunk","data":{"chunk":"AQIDBA=="}}"#,
        #"{"type":"stop_recording"}"#,
      ])
  }

  @Test("results that do not come are waited for as long as --drain-timeout says")
  func drainTimeout() async throws {
    let server = try GladiaServer(.init(finishes: false))
    let (run, events) = try await run(server, ["--no-pace", "--drain-timeout", "200ms"])
    #expect(run.status == 69)
    #expect(events.last?["clean"] == false)
  }

  @Test("a signal ends the session in order")
  func signal() async throws {
    let server = try GladiaServer()
    defer { server.stop() }
    let program = try Program(
      "gladia-stream", ["-u", "http://127.0.0.1:\(server.port)"],
      environment: ["GLADIA_API_KEY": "the-key"])
    program.input?.write([UInt8](repeating: 0, count: 3200))
    try await program.output.wait(until: "byte_range")
    program.signal(SIGINT)
    #expect(try await program.wait() == 0)
    #expect(server.record.messages.last == #"{"type":"stop_recording"}"#)
    #expect(program.output.lines.last?.contains(#""clean":true"#) == true)
  }

  @Test("no audio asks for no session")
  func empty() async throws {
    let server = try GladiaServer()
    let (run, events) = try await run(server, [], audio: [])
    #expect(run.status == 0)
    #expect(server.record.requests.isEmpty)
    #expect(events.map { $0["type"]?.string } == ["aai.closed"])
  }

  @Test("without a key the status is 78, and a key goes nowhere in the clear")
  func credentials() async throws {
    let none = try await Program.run(
      "gladia-stream", [], environment: ["GLADIA_API_KEY": nil], input: [0, 0])
    #expect(none.status == 78)
    #expect(none.errors.contains("GLADIA_API_KEY"))
    let open = try await Program.run(
      "gladia-stream", ["-u", "http://gladia.example"], environment: ["GLADIA_API_KEY": "secret"],
      input: [0, 0])
    #expect(open.status == 64)
    #expect(!open.errors.contains("secret"))
    #expect(open.errors.contains("use https://"))
  }
}
