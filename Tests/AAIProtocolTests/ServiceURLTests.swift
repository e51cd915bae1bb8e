import Testing

@testable import AAIProtocol

@Suite("service URLs")
struct ServiceURLTests {
  @Test(
    "host, port and target are taken apart",
    arguments: [
      ("wss://streaming.assemblyai.com/v3/ws", "streaming.assemblyai.com", 443, "/v3/ws"),
      ("ws://127.0.0.1:8765/v3/ws?a=b", "127.0.0.1", 8765, "/v3/ws?a=b"),
      ("WS://[::1]:80", "::1", 80, "/"),
      ("https://api.gladia.io?x", "api.gladia.io", 443, "/?x"),
    ])
  func parts(text: String, host: String, port: Int, target: String) throws {
    let url = try #require(ServiceURL(text))
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.target == target)
  }

  @Test(
    "what cannot be dialled is refused",
    arguments: [
      "streaming.example", "ftp://a/", "ws://", "ws:///path", "ws://user:secret@host/",
      "ws://host:0/", "ws://host:65536/", "ws://host:x/", "ws://a b/", "ws://a/\r\nX: y",
      "ws://[::1/", "ws://::1/", "ws://a/#part",
    ])
  func refused(text: String) {
    #expect(ServiceURL(text) == nil)
  }

  @Test("the Host header has brackets and no default port")
  func authority() {
    #expect(ServiceURL("wss://[::1]:443/")?.authority == "[::1]")
    #expect(ServiceURL("ws://[::1]:443/")?.authority == "[::1]:443")
    #expect(ServiceURL("wss://a/")?.hostAndPort == "a:443")
  }
}
