import AAIProtocol
import Glibc
import TestKit
import Testing
import WebSocketTransport

/// What may come instead of the answer that RFC 6455 §4.2.2 wants.
@Suite("aai-stream: the answer to the upgrade")
struct StreamUpgradeTests {
  private func run(
    _ server: HandmadeServer, _ arguments: [String] = [], milliseconds: Int = 300,
    within deadline: Duration = .seconds(60)
  ) async throws -> Finished {
    try await Program.run(
      "aai-stream", ["-u", "ws://\(server.hostAndPort)/v3/ws"] + arguments,
      environment: Stream.environment, input: Stream.silence(milliseconds: milliseconds),
      within: deadline)
  }

  /// The one error there is.
  private func error(of run: Finished) throws -> String {
    let errors = run.errors.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(run.errors)")
    #expect(!run.errors.contains(Stream.key) && !run.output.contains(Stream.key))
    return String(try #require(errors.first))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let status: Int
    /// Header lines and, behind an empty line, the body.
    var rest = "Content-Length: 0\n\n"
    let exit: Int32
    var says = ""
    var arguments: [String] = []
    var testDescription: String { "\(status) \(says.prefix(20))" }
  }

  @Test(
    "an answer other than 101 is told by its status and the first line of its body",
    arguments: [
      Refusal(
        status: 301, rest: "Location: ws://127.0.0.1:1/\nContent-Length: 5\n\nmoved", exit: 76,
        says: ": moved"),
      Refusal(status: 302, rest: "Location: /elsewhere\nContent-Length: 0\n\n", exit: 76),
      Refusal(status: 307, rest: "Location: /elsewhere\n\n", exit: 76),
      Refusal(status: 200, rest: "Content-Length: 6\n\n<html>", exit: 76, says: ": <html>"),
      Refusal(status: 200, rest: "\nno end to this", exit: 76, says: ": no end to this"),
      Refusal(status: 204, exit: 76), Refusal(status: 400, rest: "\n\nb\n", exit: 76, says: ": b"),
      Refusal(
        status: 401, rest: "Content-Length: 13\n\nfirst\nsecond\n", exit: 77, says: ": first"),
      Refusal(status: 402, exit: 77),
      Refusal(
        status: 404, rest: "Content-Length: 7\n\n\u{1B}[31mno", exit: 76,
        says: ": \u{FFFD}[31mno"),
      Refusal(
        status: 410, rest: "Content-Length: 300\n\n" + String(repeating: "é", count: 150),
        exit: 76, says: ": " + String(repeating: "é", count: 100)),
      Refusal(status: 426, rest: "Sec-WebSocket-Version: 7\nContent-Length: 0\n\n", exit: 76),
      Refusal(status: 500, exit: 69, arguments: ["--no-reconnect"]),
      Refusal(
        status: 503, rest: "Transfer-Encoding: chunked\n\n4\nover\n4\nload\n0\n\n", exit: 69,
        says: ": overload", arguments: ["--no-reconnect"]),
      Refusal(
        status: 401, rest: "Transfer-Encoding: chunked\n\n4\nno k\nnot a length\n", exit: 77,
        says: ": no k"),
      Refusal(status: 999, exit: 76),
    ])
  func refusal(_ given: Refusal) async throws {
    let server = try HandmadeServer { peer, _ in
      let text = "HTTP/1.1 \(given.status) Reason\n\(given.rest)"
      peer.write(text.replacing("\n", with: "\r\n"))
      peer.drain()
    }
    defer { server.stop() }
    let run = try await run(server, given.arguments)
    #expect(run.status == given.exit)
    #expect(
      try error(of: run)
        == "aai-stream: error: \(server.hostAndPort) refused the connection: "
        + "HTTP \(given.status)\(given.says)")
    #expect(server.requests.count == 1)
  }

  @Test("a service that says when to come back is asked no sooner")
  func retryAfter() async throws {
    let server = try HandmadeServer { peer, _ in
      peer.write("HTTP/1.1 503 Busy\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n")
      peer.drain()
    }
    defer { server.stop() }
    let program = try Program(
      "aai-stream", ["-u", "ws://\(server.hostAndPort)/v3/ws"], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 300))
    _ = try await program.errors.wait { $0.contains("trying again in 17.0 s") ? true : nil }
  }

  /// A 101 that is not as it should be; PROOF stands for the proof that is due.
  struct Upgrade: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [String]
    var says = ""

    init(_ name: String, says: String = "", _ lines: String...) {
      testDescription = name
      self.lines = lines
      self.says = says
    }

    func answer(to head: String) -> String {
      let accept = WebSocketKey.accept(for: Peer.field("Sec-WebSocket-Key", head) ?? "")
      let status = lines[0].hasPrefix("HTTP/") ? [] : ["HTTP/1.1 101 Switching Protocols"]
      return (status + lines + ["", ""]).joined(separator: "\r\n")
        .replacing("PROOF", with: accept)
    }
  }

  private static let upgrade = "Upgrade: websocket"
  private static let connection = "Connection: Upgrade"
  private static let accept = "Sec-WebSocket-Accept: PROOF"

  @Test(
    "a 101 that proves nothing is refused before a byte of audio has left",
    arguments: [
      Upgrade("no accept", says: "Sec-WebSocket-Accept", upgrade, connection),
      Upgrade(
        "a wrong accept", says: "Sec-WebSocket-Accept", upgrade, connection,
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
      Upgrade(
        "the accept twice", says: "Sec-WebSocket-Accept", upgrade, connection, accept, accept),
      Upgrade(
        "a right and a wrong accept", says: "Sec-WebSocket-Accept", upgrade, connection, accept,
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
      Upgrade("no Upgrade", says: "upgrade to websocket", connection, accept),
      Upgrade("Upgrade to h2c", says: "upgrade to websocket", "Upgrade: h2c", connection, accept),
      Upgrade("no Connection", says: "Connection header", upgrade, accept),
      Upgrade("Connection: close", says: "Connection header", upgrade, "Connection: close", accept),
      Upgrade(
        "a subprotocol", says: "subprotocol", upgrade, connection, accept,
        "Sec-WebSocket-Protocol: chat"),
      Upgrade(
        "an extension", says: "extension", upgrade, connection, accept,
        "Sec-WebSocket-Extensions: permessage-deflate"),
      Upgrade(
        "HTTP/1.0", says: "HTTP/1.0", "HTTP/1.0 101 Switching Protocols", upgrade, connection,
        accept),
    ])
  func unproven(_ given: Upgrade) async throws {
    let server = try HandmadeServer { peer, head in
      peer.write(given.answer(to: head))
      peer.drain()
    }
    defer { server.stop() }
    let run = try await run(server)
    #expect(run.status == 76)
    #expect(try error(of: run).contains(given.says), "\(run.errors)")
    #expect(server.requests.count == 1)
    #expect(try run.last("aai.closed")?["audio_ms"]?.int ?? 0 == 0)
  }

  @Test(
    "what RFC 6455 and HTTP let a server write is understood, with the first message right behind",
    arguments: [
      Upgrade("as usual", upgrade, connection, accept),
      Upgrade(
        "odd case", "UPGRADE: WebSocket", "connection: uPGRADE", "sec-websocket-ACCEPT: PROOF"),
      Upgrade("padding", "Upgrade:  websocket  ", "Connection:Upgrade", accept + " \t"),
      Upgrade("a list", upgrade, "Connection: keep-alive, Upgrade", accept),
      Upgrade("two lines", upgrade, "Connection: keep-alive", connection, accept),
      Upgrade("no reason", "HTTP/1.1 101 ", upgrade, connection, accept),
      Upgrade(
        "100 before", "HTTP/1.1 100 Continue", "", "HTTP/1.1 101 Switching Protocols", upgrade,
        connection, accept),
      Upgrade(
        "102 and 103 before", "HTTP/1.1 102 Processing", "", "HTTP/1.1 103 Early Hints",
        "Link: </style.css>", "", "HTTP/1.1 101 Switching Protocols", upgrade, connection, accept),
    ], [true, false])
  func proven(_ given: Upgrade, inOneSegment: Bool) async throws {
    let server = try HandmadeServer { peer, head in
      let begin = #"{"type":"Begin","id":"s-1","expires_at":1999999999}"#
      let bytes = Array(given.answer(to: head).utf8) + Peer.frame(1, Array(begin.utf8))
      if inOneSegment { peer.write(bytes) } else { for byte in bytes { peer.write([byte]) } }
      while let (opcode, payload) = peer.frame(), opcode != 8 {
        guard opcode == 1, String(decoding: payload, as: UTF8.self).contains("Termin") else {
          continue
        }
        peer.write(Peer.frame(1, Array(#"{"type":"Termination"}"#.utf8)))
        peer.write(Peer.frame(8, Peer.code(1000)))
      }
    }
    defer { server.stop() }
    let run = try await run(server)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("Begin")?["id"]?.string == "s-1")
    #expect(try run.last("Termination") != nil)
  }

  struct Endless: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let opening: String
    /// Repeated until the client leaves.
    let again: String
    var pause: UInt32 = 0
  }

  @Test(
    "an answer without end is bounded in time and in bytes",
    arguments: [
      Endless(
        testDescription: "silence", opening: "", again: "", pause: 50_000),
      Endless(
        testDescription: "half a status line", opening: "HTTP/1.1 10", again: "", pause: 50_000),
      Endless(testDescription: "a reason phrase", opening: "HTTP/1.1 101 ", again: "xxxxxxxx"),
      Endless(
        testDescription: "100 Continue", opening: "", again: "HTTP/1.1 100 Continue\r\n\r\n"),
      Endless(testDescription: "headers", opening: "HTTP/1.1 101 S\r\n", again: "X: 1\r\n"),
      Endless(
        testDescription: "slow headers", opening: "HTTP/1.1 101 S\r\n", again: "X: 1\r\n",
        pause: 50_000),
      Endless(testDescription: "one line", opening: "HTTP/1.1 101 S\r\nX: ", again: "xxxxxxxx"),
      Endless(testDescription: "a body", opening: "HTTP/1.1 404 S\r\n\r\n", again: "xxxxxxxx"),
    ])
  func endless(_ given: Endless) async throws {
    let server = try HandmadeServer { peer, _ in
      peer.write(given.opening)
      let again = String(repeating: given.again, count: given.pause > 0 ? 1 : 1000)
      let limit = 64 << 20
      var written = 0
      while written < limit, !peer.hasLeft {
        peer.write(again)
        written += again.utf8.count
        if given.pause > 0 { usleep(given.pause) }
      }
      #expect(written < limit, "the client takes everything")
    }
    defer { server.stop() }
    let run = try await run(server, ["--connect-timeout", "2s", "--no-reconnect"])
    #expect(run.status == 69 || run.status == 76)
    #expect(try error(of: run).contains(server.hostAndPort), "\(run.errors)")
    #expect(server.requests.count == 1)
  }
}
