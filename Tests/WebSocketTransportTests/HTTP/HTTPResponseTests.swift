import Testing

@testable import WebSocketTransport

@Suite("answers in HTTP")
struct HTTPResponseTests {
  @Test("an answer has its length, unless its status allows no body")
  func bytes() {
    func text(_ response: HTTPResponse) -> String {
      String(decoding: response.bytes, as: UTF8.self)
    }
    #expect(
      text(HTTPResponse(status: 200, fields: ["A": "b"], body: Array("ü".utf8)))
        == "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nü")
    #expect(text(HTTPResponse(status: 202)) == "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
    #expect(text(HTTPResponse(status: 599)) == "HTTP/1.1 599 \r\nContent-Length: 0\r\n\r\n")
    for status in [101, 204, 304] {
      let text = text(HTTPResponse(status: status, body: [0x61]))
      #expect(text.hasPrefix("HTTP/1.1 \(status) ") && text.hasSuffix("\r\n\r\n"))
      #expect(!text.contains("Content-Length"))
    }
  }

  @Test("what the server writes is what the client reads", arguments: [200, 204, 404, 599])
  func roundTrip(status: Int) throws {
    let body = status == 204 ? [] : Array("words".utf8)
    let response = HTTPResponse(status: status, fields: ["A": "b"], body: body)
    var reader = HTTPResponseReader(for: .document)
    try reader.receive(response.bytes[...])
    #expect(reader.isWhole)
    #expect(reader.response?.status == status)
    #expect(reader.response?.body == body)
  }

  @Test(
    "the first line of a body is an excerpt of at most 200 bytes",
    arguments: [
      ("", ""), ("\r\n\nfirst\r\nsecond\n", "first"),
      (String(repeating: "é", count: 150), String(repeating: "é", count: 100)),
    ])
  func excerpt(body: String, excerpt: String) {
    #expect(HTTPResponse(status: 503, body: Array(body.utf8)).excerpt == excerpt)
  }

  @Test(
    "whole seconds of a Retry-After count, up to a day; anything else does not",
    arguments: [
      ("0", 0), ("7", 7), (" 7 ", 7), ("007", 7), ("86400", 86_400), ("86401", 86_400),
      ("100000000000000000000", 86_400), ("7, 8", 7), ("-1", nil), ("+7", nil), ("1.5", nil),
      ("7s", nil), ("", nil), ("٧", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
    ] as [(String, Int?)])
  func retryAfter(text: String, seconds: Int?) {
    let response = HTTPResponse(status: 503, fields: ["retry-after": text])
    #expect(response.retryAfter == seconds.map { .seconds($0) })
  }
}
