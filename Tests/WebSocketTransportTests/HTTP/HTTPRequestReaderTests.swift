import Testing

@testable import WebSocketTransport

/// RFC 9112 as a server must hold its clients to it.
@Suite("a request in HTTP")
struct HTTPRequestReaderTests {
  /// What comes of bytes, with limits of 1000 and 100 of them.
  private func read(
    _ text: String, inPiecesOf size: Int = .max
  ) -> (request: HTTPRequest?, rest: String, refusal: HTTPRefusal?) {
    var reader = HTTPRequestReader(headLimit: 1000, bodyLimit: 100)
    do throws(HTTPRefusal) {
      var unread = Array(text.utf8)[...]
      while !unread.isEmpty {
        try reader.receive(unread.prefix(size))
        unread = unread.dropFirst(size)
      }
    } catch {
      return (nil, "", error)
    }
    return (reader.request, String(decoding: reader.rest, as: UTF8.self), nil)
  }

  private func head(_ fields: String) -> String { "POST / HTTP/1.1\r\n\(fields)\r\n\r\n" }

  @Test(
    "a request is whole with its body, and what is behind is kept, however it is cut",
    arguments: [1, 2, 3, 7, .max])
  func requests(size: Int) {
    let plain = read("\r\nGET  /a?b=%20#c  HTTP/1.0\r\nA:b \r\n\r\nGET /", inPiecesOf: size)
    #expect(plain.request?.method == "GET" && plain.request?.target == "/a?b=%20#c")
    #expect(plain.request?.minorVersion == 0 && plain.request?.fields == ["A": "b"])
    #expect(plain.request?.body == [] && plain.rest == "GET /")

    let posted = read(head("Content-Length: 3") + "abcrest", inPiecesOf: size)
    #expect(posted.request?.body == Array("abc".utf8) && posted.rest == "rest")
    let chunked = read(
      head("Transfer-Encoding: Chunked") + "3;x\r\nabc\r\n0\r\nA: b\r\n\r\nrest", inPiecesOf: size)
    #expect(chunked.request?.body == Array("abc".utf8) && chunked.rest == "rest")
    #expect(read(head("Content-Length: 3") + "ab", inPiecesOf: size).request == nil)

    // Nobody waits for a 100 that never comes.
    #expect(read(head("Expect: 100-continue\r\nContent-Length: 1") + "a").request?.body == [0x61])
    for (method, target) in [
      ("OPTIONS", "*"), ("GET", "http://a.example/"), ("CONNECT", "a.example:80"),
      ("PATCH", "/\"<>\\^`{|}"),
    ] {
      let request = read("\(method) \(target) HTTP/1.1\r\n\r\n").request
      #expect(request?.method == method && request?.target == target)
    }
  }

  @Test(
    "what is no HTTP is refused by the first byte that cannot be right",
    arguments: [
      "get", "S", "GX", "GE ", "GETT", " GET", "\u{16}\u{03}\u{01}", "\0", "GET\t", "GET\r",
      "GET /\r",
      "GET /\n", "GET /\t", "GET /ä", "GET /\0", "GET a ", "GET / HTTP/2", "GET / HTTP/1.2",
      "GET / HTTP/1.1 ",
      "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\r", "GET / http", "PRI * HTTP/2", "GET / RTSP/1.0",
      "GET / HTTP/1.1\r\n A", "GET / HTTP/1.1\r\n\n", "GET / HTTP/1.1\r\nA : b",
      "GET / HTTP/1.1\r\nA: b\n", "GET / HTTP/1.1\r\nA: b\r\n c",
    ])
  func notHTTP(text: String) {
    #expect(read(text).refusal == HTTPRefusal(status: 400, reason: "sent what is no HTTP"))
    #expect(read(text, inPiecesOf: 1).refusal?.status == 400)
  }

  @Test(
    "a body whose end could be found in two places is refused",
    arguments: [
      "Content-Length: 1\r\nContent-Length: 1", "Content-Length: 1,1", "Content-Length: +1",
      "Content-Length:", "Content-Length: 1\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 1", "Transfer-Encoding: gzip",
      "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: chunked, chunked",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked,",
      "Transfer-Encoding: xchunked", "Transfer-Encoding:",
    ])
  func framing(fields: String) {
    #expect(read(head(fields)).refusal?.status == 400)
  }

  @Test("what is too long is refused with a status that says which part of it is")
  func limits() {
    func long(_ count: Int) -> String { String(repeating: "a", count: count) }
    let line = "GET / HTTP/1.1\r\n"
    let most = line + "A: " + long(1000 - line.utf8.count - 7) + "\r\n\r\n"
    #expect(most.utf8.count == 1000 && read(most).request != nil)
    #expect(read("GET /" + long(1000)).refusal?.status == 414)
    #expect(read(line + "A: " + long(1000)).refusal?.status == 431)
    #expect(read(String(repeating: "\r\n", count: 600)).refusal?.status == 431)
    #expect(read(head("Content-Length: 100") + long(100)).request?.body.count == 100)
    // Refused by what it announces.
    #expect(read(head("Content-Length: 101")).refusal?.status == 413)
    let chunks = head("Transfer-Encoding: chunked")
    #expect(read(chunks + "40\r\n" + long(64) + "\r\n40\r\n" + long(64)).refusal?.status == 413)
    #expect(read(chunks + "1;" + long(1200)).refusal?.status == 413)

    var wide = HTTPRequestReader(headLimit: 1 << 20, bodyLimit: 0)
    let target = Array(("GET /" + long(80 << 10)).utf8)
    #expect(throws: HTTPRefusal.self) { try wide.receive(target[...]) }
    wide = HTTPRequestReader(headLimit: 1 << 20, bodyLimit: 0)
    let fields = Array((line + String(repeating: "A: b\r\n", count: 257)).utf8)
    #expect(
      throws: HTTPRefusal(status: 431, reason: "sent more than 256 header fields")
    ) { try wide.receive(fields[...]) }
  }

  @Test("a part of a request is told from none and from a whole one")
  func begun() throws {
    var reader = HTTPRequestReader(headLimit: 1000, bodyLimit: 100)
    try reader.receive(Array("\r\n".utf8)[...])
    #expect(!reader.hasBegun)
    try reader.receive(Array("GET / HTTP/1.1\r\n".utf8)[...])
    #expect(reader.hasBegun)
    try reader.receive(Array("\r\n".utf8)[...])
    #expect(!reader.hasBegun)
  }

  @Test("a refusal is an answer, and 426 says what would be right")
  func refusals() {
    let text = String(
      decoding: HTTPRefusal(status: 413, reason: "words").response.bytes, as: UTF8.self)
    #expect(text == "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 6\r\n\r\nwords\n")
    let fields = HTTPRefusal(status: 426, reason: "words").response.fields
    #expect(fields == ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"])
  }
}
