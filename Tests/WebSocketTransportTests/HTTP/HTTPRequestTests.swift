import AAIProtocol
import Testing

@testable import WebSocketTransport

@Suite("requests in HTTP")
struct HTTPRequestTests {
  private func text(_ request: HTTPRequest) -> String {
    String(decoding: request.bytes, as: UTF8.self)
  }

  @Test("an opening handshake, with the user's fields in the place of its own")
  func upgrade() throws {
    let url = try #require(ServiceURL("wss://a.example:8443/v3/ws?x=1"))
    let request = HTTPRequest.upgrade(
      to: url, key: "dGhlIHNhbXBsZSBub25jZQ==", fields: ["host": "b.example", "X-Name": "grün"])
    #expect(
      text(request)
        == "GET /v3/ws?x=1 HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        + "host: b.example\r\nX-Name: grün\r\n\r\n")
  }

  @Test("a tunnel is asked for by host and port, and with nothing but the proxy's credentials")
  func tunnel() throws {
    let url = try #require(ServiceURL("wss://a.example/v3/ws"))
    #expect(
      text(.tunnel(to: url, credentials: nil))
        == "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")
    #expect(
      text(.tunnel(to: url, credentials: "joe:pass@word"))
        == "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n"
        + "Proxy-Authorization: Basic am9lOnBhc3NAd29yZA==\r\n\r\n")
  }

  @Test("a document is asked for with a body and its length, or with neither")
  func document() throws {
    let url = try #require(ServiceURL("http://[::1]:81/v2/live"))
    #expect(
      text(.document(url, fields: [:]))
        == "GET /v2/live HTTP/1.1\r\nHost: [::1]:81\r\nConnection: close\r\n\r\n")
    #expect(
      text(.document(url, fields: ["Content-Type": "text/plain"], body: Array("ü".utf8)))
        == "POST /v2/live HTTP/1.1\r\nHost: [::1]:81\r\nConnection: close\r\n"
        + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nü")
  }

  @Test("what the client writes is what the server reads")
  func roundTrip() throws {
    let url = try #require(ServiceURL("ws://a.example/v3/ws?q=%20"))
    for request in [
      HTTPRequest.upgrade(to: url, key: "k", fields: ["A": "b"]),
      .tunnel(to: url, credentials: "a"),
      .document(url, fields: [:]),
    ] {
      var reader = HTTPRequestReader(headLimit: 4096, bodyLimit: 4096)
      try reader.receive(request.bytes[...])
      #expect(reader.request == request)
    }
  }
}
