import Testing

@testable import WebSocketTransport

/// RFC 9112 as a client must hold its server to it.
@Suite("an answer in HTTP")
struct HTTPResponseReaderTests {
  private static let ok = "HTTP/1.1 200 OK\r\n"

  private func response(
    _ status: Int, _ fields: HTTPFields = [:], _ body: String = ""
  ) -> HTTPResponse {
    HTTPResponse(status: status, fields: fields, body: Array(body.utf8))
  }

  @Test(
    "a body ends by its length, its last chunk or the connection, however it is cut",
    arguments: [1, 2, 3, 7, .max])
  func bodies(size: Int) {
    func read(_ text: String, isEnd: Bool = false) -> HTTPReading {
      HTTPReading(Self.ok + text, inPiecesOf: size, isEnd: isEnd)
    }
    #expect(
      read("content-LENGTH: 3\r\n\r\nabcde")
        == .whole(response(200, ["content-LENGTH": "3"], "abc"), rest: Array("de".utf8)))
    #expect(read("Content-Length: 0\r\n\r\n").isWhole)
    let chunks = "Transfer-Encoding: gzip,\t chunked \r\n\r\n"
    #expect(
      read(
        chunks + "A\r\n0123456789\r\n001;a;b=c;d=\"e \\\" f\"\r\nx\r\n0\r\nTrailer: y\r\n\r\nrest")
        == .whole(
          response(200, ["Transfer-Encoding": "gzip,\t chunked"], "0123456789x"),
          rest: Array("rest".utf8)))
    for fields: HTTPFields in [[:], ["Transfer-Encoding": "gzip"]] {
      let lines = fields.lines.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
      #expect(read(lines + "abc") == .waiting(response(200, fields, "abc")))
      #expect(read(lines + "abc", isEnd: true) == .whole(response(200, fields, "abc"), rest: []))
    }
  }

  @Test(
    "an answer that has no body is whole with its head, whatever that says",
    arguments: ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", ""])
  func noBody(fields: String) {
    for (status, purpose) in [
      (204, HTTPPurpose.document), (304, .document), (101, .document), (101, .webSocket),
      (101, .tunnel), (200, .tunnel), (299, .tunnel),
    ] {
      let text = "HTTP/1.1 \(status) X\r\n\(fields)\r\nbehind"
      let reading = HTTPReading(text, for: purpose)
      guard case .whole(let response, let rest) = reading else {
        Issue.record("\(status): \(reading)")
        continue
      }
      #expect(response.status == status && response.body.isEmpty)
      #expect(rest == Array("behind".utf8))
    }
    #expect(HTTPReading("HTTP/1.1 403 X\r\n\(fields)\r\n", for: .tunnel).response?.body == [])
  }

  @Test("answers of status 1xx before the final one are skipped, and empty lines with them")
  func informational() {
    let before = "\r\n\nHTTP/1.1 100 Continue\r\n\r\n\r\nHTTP/1.1 103 \r\nLink: </a>\r\n\r\n"
    for size in [1, 5, .max] {
      #expect(
        HTTPReading(before + "HTTP/1.1 101\r\nA: b\r\n\r\n", for: .webSocket, inPiecesOf: size)
          == .whole(response(101, ["A": "b"]), rest: []))
    }
    #expect(HTTPReading(before, isEnd: true) == .waiting(nil))
    #expect(HTTPReading("HTTP/1.1 199 X\r\nContent-Length: 2\r\n\r\n") == .waiting(nil))
  }

  @Test("a status has three digits, a reason is free, spaces around a value are not part of it")
  func heads() {
    #expect(HTTPReading("HTTP/1.1 000 \r\n\r\n").response?.status == 0)
    #expect(HTTPReading("HTTP/1.1 999 \0\u{1B}ü\r\n\r\n").response?.status == 999)
    let old = HTTPReading("HTTP/1.0 200\r\nA:b \t\r\nB: \r\nA:\t\tc d\r\n\r\n").response
    #expect(old?.minorVersion == 0)
    #expect(old?.fields == ["A": "b", "B": "", "A": "c d"])
    #expect(HTTPReading(Self.ok + "A: \u{FF}\t!\r\n\r\n").response?.fields["a"] == ["\u{FF}\t!"])
  }

  @Test(
    "what is no HTTP is known by the first byte that cannot be right",
    arguments: [
      "S", "2", "-", "R", "I", "h", " ", "\0", "\u{15}", "\r\n\r\nh", "HTTP ", "HTTP/2", "HTTP/0",
      "HTTP/1.2", "HTTP/1.1\r", "HTTP/1.1  ", "HTTP/1.1 2x", "HTTP/1.1 20 ", "HTTP/1.1 2000",
      "HTTP/1.1 200\n",
    ])
  func startLines(text: String) {
    #expect(HTTPReading(text) == .refused(.startLine))
    #expect(HTTPReading(Array(text.utf8.dropLast())).violation == nil)
  }

  @Test(
    "a head whose lines could be read in two ways is refused",
    arguments: [
      "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\r\r", "HTTP/1.1 200 OK\rA", ok + "A: b\n",
      ok + "A: b\rc", ok + "A: b\r\r", ok + "\n", ok + "\r\r", ok + "\rA", ok + "A : b", ok + " A",
      ok + "\tA", ok + "A: b\r\n c", ok + "A: b\r\n\tc", ok + "A:\r\n c", ok + ": b", ok + "A\r",
      ok + "Ä", ok + "A\0", ok + "A(", ok + "A: \0", ok + "A: b\u{7F}", ok + "A: b\u{1B}",
    ])
  func lines(text: String) {
    let violation = HTTPReading(text).violation
    #expect(violation == .fieldLine || violation == .lineEnd)
  }

  @Test(
    "a body whose end could be found in two places is refused with its head, of any status",
    arguments: [
      "Content-Length: 1\r\nContent-Length: 1\r\n", "Content-Length: 1, 1\r\n",
      "Content-Length:\r\n", "Content-Length: \r\n", "Content-Length: +1\r\n",
      "Content-Length: -1\r\n", "Content-Length: 0x1\r\n", "Content-Length: 1 1\r\n",
      "Content-Length: ١\r\n", "Content-Length: 99999999999999999999\r\n",
      "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: gzip\r\nContent-Length: 1\r\n",
    ])
  func framing(fields: String) {
    for status in [100, 101, 200, 204, 401] {
      let violation = HTTPReading("HTTP/1.1 \(status) X\r\n\(fields)\r\n", for: .webSocket)
        .violation
      #expect(violation == .contentLength || violation == .twoLengths, "\(status)")
    }
  }

  @Test(
    "a malformed chunk is refused",
    arguments: [
      "\r\n", "x", "-1", "+1", "1 \r\n", " 1", "1\n", "1\rX", "8000000000000000", "1\r\nab",
      "1\r\na\n", "1\r\na\rb", "1;a b", "1; a", "1;a\n", "1;a=\"\u{1B}", "1;a=\"\\\n", "1;a=\"b\r",
      "1;a=(",
    ])
  func chunks(text: String) {
    let head = "Transfer-Encoding: chunked\r\n\r\n1;b\r\nz\r\n"
    #expect(HTTPReading(Self.ok + head + text) == .refused(.chunk))
    // Of a refusal it is not needed.
    let refusal = HTTPReading("HTTP/1.1 503 X\r\n" + head + text)
    #expect(refusal.isWhole && refusal.response?.text.hasPrefix("z") == true)
  }

  @Test(
    "a trailer section is held to the rules of a head, and frames nothing",
    arguments: [" a: b\r\n", "a\r\n", "Content-Length: 1\r\n\r\n", "transfer-encoding: x\r\n\r\n"])
  func trailers(text: String) {
    let violation =
      HTTPReading(Self.ok + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + text).violation
    #expect(violation == .fieldLine || violation == .twoLengths)
  }

  @Test("an end in the middle is told from an end without an answer and from a refusal's")
  func ends() {
    for text in ["", "\r\n", "HTTP/1.1 100 X\r\n\r\n"] {
      #expect(HTTPReading(text, isEnd: true) == .waiting(nil))
    }
    for text in ["H", Self.ok, Self.ok + "A: b\r\n\r", "HTTP/1.1 401 X\r\nA"] {
      #expect(HTTPReading(text, isEnd: true) == .refused(.cutShort))
    }
    for rest in ["Content-Length: 3\r\n\r\nno", "Transfer-Encoding: chunked\r\n\r\n5\r\nno"] {
      #expect(HTTPReading(Self.ok + rest, isEnd: true) == .refused(.cutShort))
      let refusal = HTTPReading("HTTP/1.1 401 X\r\n" + rest, isEnd: true)
      #expect(refusal.isWhole && refusal.response?.text == "no")
    }
    #expect(HTTPReading(Self.ok + "\r\nno", for: .webSocket, isEnd: true).response?.text == "no")
  }

  @Test("a refusal is known by its head")
  func refusals() throws {
    for (status, purpose, isRefusal) in [
      (200, HTTPPurpose.document, false), (201, .document, false), (300, .document, true),
      (101, .document, true), (101, .webSocket, false), (200, .webSocket, true),
      (200, .tunnel, false), (407, .tunnel, true),
    ] {
      var reader = HTTPResponseReader(for: purpose)
      try reader.receive(Array("HTTP/1.1 \(status) X\r\n".utf8)[...])
      #expect(!reader.isRefusal && reader.response == nil)
      try reader.receive(Array("\r\n".utf8)[...])
      #expect(reader.isRefusal == isRefusal)
    }
  }

  @Test("a mebibyte of a body is kept, and no more than an answer's limit taken")
  func limits() {
    let limit = HTTPResponseReader.bodyLimit
    func read(_ head: String, _ count: Int, for purpose: HTTPPurpose = .document) -> HTTPReading {
      HTTPReading(
        Array(head.utf8) + [UInt8](repeating: 0x61, count: count), for: purpose,
        inPiecesOf: 65_536)
    }
    // What was asked for is read to its end.
    let long = read(Self.ok + "Content-Length: \(limit + 9)\r\n\r\n", limit + 9)
    #expect(long.isWhole && long.response?.body.count == limit)
    #expect(!read(Self.ok + "\r\n", limit + 9).isWhole)
    #expect(read(Self.ok + "\r\n", limit + (256 << 10)).response?.body.count == limit)
    #expect(read(Self.ok + "\r\n", limit + (256 << 10)).isWhole)
    // Of a refusal nobody needs more.
    #expect(read("HTTP/1.1 404 X\r\n\r\n", limit).isWhole)
    #expect(!read("HTTP/1.1 404 X\r\n\r\n", limit - 1).isWhole)
    // A reason phrase, and empty lines.
    #expect(read(Self.ok.dropLast(2) + " ", limit).violation == nil)
    #expect(read(Self.ok.dropLast(2) + " ", 2 * limit).violation == .endlessHead)
    #expect(HTTPReading([UInt8](repeating: 10, count: 2 * limit)).violation == .endlessHead)
    let early = String(repeating: "HTTP/1.1 100 X\r\n\r\n", count: limit / 9)
    #expect(HTTPReading(early).violation == .endlessHead)
  }

  @Test("a field has at most 80 KiB for its name and for its value, and a head 256 fields")
  func fieldLimits() {
    let limit = HTTPFieldReader.sizeLimit
    let most = String(repeating: "a", count: limit)
    #expect(HTTPReading(Self.ok + "\(most): \(most)\r\n\r\n").violation == nil)
    #expect(HTTPReading(Self.ok + most + "a").violation == .longField)
    #expect(HTTPReading(Self.ok + "A: a\(most)").violation == .longField)
    let fields = String(repeating: "A: b\r\n", count: 256)
    #expect(HTTPReading(Self.ok + fields + "\r\n").response?.fields.lines.count == 256)
    #expect(HTTPReading(Self.ok + fields + "A: b\r\n").violation == .manyFields)
  }
}
