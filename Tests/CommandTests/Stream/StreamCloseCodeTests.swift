import AAIProtocol
import TestKit
import Testing

/// Every way in which a session is known to end early, protocol.md §5.2.
@Suite("aai-stream: how the service ends a session")
struct StreamCloseCodeTests {
  struct Row: Sendable, CustomTestStringConvertible {
    /// The code of the Close frame; `nil` is none at all, 0 one that is empty.
    let code: UInt16?
    /// The text of the Error frame before it, if there is one.
    var error: String?
    /// The code in that frame where it is another one.
    var errorCode: Int?
    var beforeBegin = false
    let status: Int32
    let says: String

    var testDescription: String { "\(code.map { "\($0)" } ?? "cut") \(error ?? "")" }

    var manner: ScriptedService.Manner {
      var manner = ScriptedService.Manner(begins: !beforeBegin, hears: beforeBegin ? 0 : 2)
      if let error {
        let frame = ServiceError(code: errorCode ?? code.map(Int.init), message: error)
        manner.says = [frame.json.text]
      }
      let reason = error == nil ? "" : "See Error message for details"
      manner.end = code.map { $0 == 0 ? .closes() : .closes($0, reason) } ?? .cuts
      return manner
    }
  }

  private static let cancelled = "Session Cancelled: An error occurred"
  private static let expired = "Session Expired: Maximum session duration exceeded"

  private func run(
    _ service: ScriptedService, _ arguments: [String] = []
  ) async throws -> Finished {
    try await Program.run(
      "aai-stream", ["-u", service.url] + arguments, environment: Stream.environment,
      input: Stream.silence(milliseconds: 1000), within: .seconds(60))
  }

  @Test(
    "what is refused for good is told in one line and not tried again",
    arguments: [
      Row(
        code: 1008, error: "Unauthorized Connection: Missing Authorization header",
        beforeBegin: true, status: 77,
        says: "Unauthorized Connection: Missing Authorization header (1008)"),
      Row(
        code: 1008, error: "Unauthorized Connection: Signature has expired", beforeBegin: true,
        status: 77, says: "Unauthorized Connection: Signature has expired (1008)"),
      Row(
        code: 1008, error: "Unauthorized Connection: Account disabled", status: 77,
        says: "Unauthorized Connection: Account disabled (1008)"),
      Row(code: 1009, status: 76, says: "a message was too large (1009)"),
      Row(code: 1002, status: 76, says: "no reason given (1002)"),
      Row(
        code: 3006, error: "User Input Validation Error: Invalid 'mode': why", beforeBegin: true,
        status: 76, says: "User Input Validation Error: Invalid 'mode': why (3006)"),
      Row(
        code: 3006,
        error:
          "User Input Validation Error: Invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        status: 76, says: "line 1 column 2 (char 1) (3006)"),
      Row(
        code: 3006, error: "Invalid Message Type: terminate", status: 76,
        says: "Invalid Message Type: terminate (3006)"),
      Row(code: 3006, error: "Invalid Message: []", status: 76, says: "Invalid Message: [] (3006)"),
      Row(
        code: 3007,
        error:
          "Input Duration Error: Input Duration Violation: 20.0 ms. Expected between 50 and 1000 ms",
        status: 76, says: "Expected between 50 and 1000 ms (3007)"),
      Row(
        code: 3007, error: "Audio Transmission Rate Exceeded: Received 9.0 sec. audio in 1.0 sec",
        status: 76, says: "Received 9.0 sec. audio in 1.0 sec (3007)"),
      // The codes that have meant everything once.
      Row(
        code: 3005, error: "User Input Validation Error: Invalid 'mode': why", status: 76,
        says: "Invalid 'mode': why (3005)"),
      Row(code: 4000, status: 76, says: "the sample rate is not valid (4000)"),
      Row(code: 4001, status: 77, says: "not authorized (4001)"),
      Row(code: 4002, status: 77, says: "insufficient funds (4002)"),
      Row(code: 4003, status: 77, says: "the feature needs a paid account (4003)"),
      Row(code: 4029, status: 76, says: "audio was sent too fast (4029)"),
      Row(code: 4032, status: 76, says: "a message with audio was too short (4032)"),
      Row(code: 4033, status: 76, says: "a message with audio was too long (4033)"),
      Row(code: 4034, status: 76, says: "the audio is too small to be transcribed (4034)"),
      Row(code: 4100, status: 76, says: "invalid JSON was received (4100)"),
      Row(code: 4101, status: 76, says: "a message did not have the right fields (4101)"),
      Row(code: 4104, status: 76, says: "the word boost was not understood (4104)"),
    ])
  func refused(row: Row) async throws {
    let service = try ScriptedService(row.manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == row.status)
    #expect(run.errors.hasPrefix("aai-stream: error: the service ended the session: "))
    #expect(run.errors.hasSuffix(row.says + "\n"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(service.requests.count == 1)
    let closed = try #require(try run.last("aai.closed"))
    #expect(closed["clean"]?.bool == false)
    #expect(closed["code"]?.int == row.code.map(Int.init))
  }

  /// What may pass, and the status when it is not waited for.
  static let passing = [
    Row(code: nil, status: 69, says: "connection lost"),
    Row(code: 0, status: 69, says: "no reason given (1005)"),
    Row(code: 1000, status: 69, says: "no reason given (1000)"),
    Row(code: 1001, status: 69, says: "no reason given (1001)"),
    Row(code: 1011, status: 69, says: "internal server error (1011)"),
    Row(code: 1012, status: 69, says: "no reason given (1012)"),
    Row(code: 1013, status: 69, says: "the server is overloaded for the moment (1013)"),
    Row(code: 3005, error: cancelled, status: 69, says: cancelled + " (3005)"),
    Row(
      code: 3006, error: "Session terminated due to inactivity: No messages received for 5 seconds",
      status: 69, says: "No messages received for 5 seconds (3006)"),
    Row(code: 3008, error: expired, status: 69, says: expired + " (3008)"),
    Row(code: 3005, error: expired, status: 69, says: expired + " (3005)"),
    Row(code: 4004, status: 69, says: "session not found (4004)"),
    Row(code: 4008, status: 69, says: "the session has expired (4008)"),
    Row(code: 4010, status: 69, says: "the session was closed before (4010)"),
    Row(code: 4030, status: 69, says: "the session is handled by another connection (4030)"),
    Row(code: 4031, status: 69, says: "the session was idle for too long (4031)"),
    Row(code: 4103, status: 69, says: "the session goes on with another connection (4103)"),
    // The Error frame says it, whatever becomes of the close.
    Row(code: nil, error: cancelled, errorCode: 3005, status: 69, says: cancelled + " (3005)"),
    Row(code: 1000, error: cancelled, errorCode: 3005, status: 69, says: cancelled + " (3005)"),
  ]

  @Test("what may pass is told in one line when it is not to be tried again", arguments: passing)
  func given(row: Row) async throws {
    let service = try ScriptedService(row.manner)
    defer { service.stop() }
    let run = try await run(service, ["--no-reconnect"])
    #expect(run.status == row.status)
    #expect(run.errors.hasPrefix("aai-stream: error: "))
    #expect(run.errors.hasSuffix(row.says + "\n"), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(service.requests.count == 1)
  }

  @Test("what may pass is followed by another session, which gets all of it", arguments: passing)
  func retried(row: Row) async throws {
    let service = try ScriptedService(row.manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == 0, "\(run.errors)")
    #expect(service.requests.count == 2)
    #expect(try run.last("aai.reconnecting")?["attempt"]?.int == 1)
    let resumed = try #require(try run.last("aai.resumed"))
    #expect(resumed["session"]?.int == 2)
    #expect(resumed["audio_offset_ms"]?.int == 0)
    #expect(resumed["lost_ms"]?.int == 0)
    #expect(
      try run.last("aai.closed")?.text
        == #"{"type":"aai.closed","code":1000,"reason":"Session Ended","clean":true,"audio_ms":1000,"sessions":2}"#
    )
  }

  @Test(
    "too many sessions, in whatever words: asked again after 5 s, 75 if not",
    arguments: [
      Row(
        code: 1008, error: "Unauthorized Connection: Too many concurrent sessions",
        beforeBegin: true, status: 75, says: "Too many concurrent sessions (1008)"),
      Row(
        code: 3009, error: "Unauthorized Connection: Too many concurrent sessions",
        beforeBegin: true, status: 75, says: "Too many concurrent sessions (3009)"),
      Row(
        code: 4102, beforeBegin: true, status: 75, says: "too many sessions for this account (4102)"
      ),
    ])
  func crowded(row: Row) async throws {
    let refusing = try ScriptedService(row.manner)
    defer { refusing.stop() }
    let refused = try await run(refusing, ["--no-reconnect"])
    #expect(refused.status == 75)
    let lines = refused.errors.split(separator: "\n")
    #expect(lines.first?.hasSuffix(row.says) == true, "\(refused.errors)")
    #expect(lines.filter { $0.contains("error:") }.count == 1)

    let relenting = try ScriptedService(row.manner)
    defer { relenting.stop() }
    let run = try await run(relenting)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("aai.reconnecting")?["delay_ms"]?.int ?? 0 >= 5000)
  }

  @Test("an error without a type is an error")
  func withoutType() async throws {
    var manner = ScriptedService.Manner(hears: 1, end: .closes(1008))
    manner.says = [#"{"error":"Unauthorized Connection: Invalid API key","error_code":1008}"#]
    let service = try ScriptedService(manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == 77)
    #expect(run.errors.hasSuffix("Unauthorized Connection: Invalid API key (1008)\n"))
    #expect(run.output.contains(manner.says[0] + "\n"))
  }

  @Test("an error that no close follows is an end all the same")
  func withoutClose() async throws {
    var manner = ScriptedService.Manner(hears: 1, end: .waits)
    manner.says = [ServiceError(code: 3006, message: "Invalid Message: []").json.text]
    let service = try ScriptedService(manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == 76)
    #expect(run.errors.hasSuffix("Invalid Message: [] (3006)\n"))
  }

  @Test("a Termination that was not asked for is no end")
  func unasked() async throws {
    var manner = ScriptedService.Manner(hears: 3, end: .closes(1000, "Session Ended"))
    manner.says = [#"{"type":"Termination"}"#]
    let service = try ScriptedService(manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("aai.closed")?["sessions"]?.int == 2)
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 1000)
  }

  @Test("what a service says cannot act on a terminal, and is cut in a message")
  func hostile() async throws {
    var manner = ScriptedService.Manner(hears: 1, end: .closes(3006))
    let text = "Invalid Message: \u{1B}]0;owned\u{7}\u{202E}" + String(repeating: "é", count: 5000)
    manner.says = [ServiceError(code: 3006, message: text).json.text]
    let service = try ScriptedService(manner)
    defer { service.stop() }
    let run = try await run(service)
    #expect(run.status == 76)
    #expect(!run.errors.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(run.errors.utf8.count < 350)
  }

  @Test(
    "an HTTP answer instead of an upgrade: its status and the first line of its body",
    arguments: [
      ("401 Unauthorized", 77), ("402 Payment Required", 77), ("403 Forbidden", 77),
      ("410 Gone", 76), ("426 Upgrade Required", 76), ("200 OK", 76), ("301 Moved", 76),
      ("429 Too Many Requests", 75), ("500 Internal Server Error", 69), ("502 Bad Gateway", 69),
      ("504 Gateway Timeout", 69), ("408 Request Timeout", 69),
    ])
  func http(line: String, status: Int32) async throws {
    let answer = "HTTP/1.1 \(line)\nContent-Length: 22\n\nDeprecated endpoint\nxy"
    let service = try ScriptedService(ScriptedService.Manner(refusal: answer))
    defer { service.stop() }
    let run = try await run(service, ["--no-reconnect"])
    #expect(run.status == status)
    #expect(
      run.errors.hasSuffix(
        " refused the connection: HTTP \(line.prefix(3)): Deprecated endpoint\n"),
      "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(service.requests.count == 1)
  }
}
