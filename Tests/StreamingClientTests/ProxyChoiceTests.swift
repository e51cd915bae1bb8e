import AAIProtocol
import Testing
import ToolSupport
import WebSocketTransport

@testable import StreamingClient

/// Held against curl 7.88 and its CURLOPT_NOPROXY.
@Suite("Proxy choice")
struct ProxyChoiceTests {
  private func proxy(
    for url: String, _ variables: [String: String], option: String? = nil
  ) throws -> Proxy? {
    let choice = ProxyChoice(option: option) { variables[$0] }
    return try choice.proxy(for: try #require(ServiceURL(url)))
  }

  struct Exemption: Sendable, CustomTestStringConvertible {
    let list: String
    let host: String
    let isExempt: Bool
    var testDescription: String { "\(list) and \(host)" }

    init(_ list: String, _ host: String, _ isExempt: Bool) {
      self.list = list
      self.host = host
      self.isExempt = isExempt
    }
  }

  @Test(
    "NO_PROXY names hosts, what is below them, addresses and blocks",
    arguments: [
      Exemption("*", "a.example", true), Exemption("*", "10.1.2.3", true),
      Exemption("*.example", "a.example", false), Exemption("b.example,*", "a.example", false),
      Exemption("a.example", "a.example", true), Exemption("a.example", "b.a.example", true),
      Exemption("a.example", "ba.example", false), Exemption("b.a.example", "a.example", false),
      Exemption(".a.example", "a.example", true), Exemption(".a.example", "b.a.example", true),
      Exemption(".a.example", "ba.example", false), Exemption("example", "a.example", true),
      Exemption("a.example.", "a.example", true), Exemption("a.example", "a.example.", true),
      Exemption("A.Example", "a.eXAMPLE", true), Exemption("a.example", "a.example.net", false),
      Exemption("x.net, a.example", "a.example", true),
      Exemption("x.net a.example", "a.example", true),
      Exemption("x.net\ta.example ,", "a.example", true),
      Exemption(",, ,a.example", "a.example", true), Exemption(".", "a.example", false),
      Exemption("a.example:443", "a.example", false), Exemption("a.example:443", "443", false),
      Exemption("10.1.2.3", "10.1.2.3", true), Exemption("10.1.2.3", "10.1.2.30", false),
      Exemption("2.3", "10.1.2.3", false), Exemption(".10.1.2.3", "10.1.2.3", false),
      Exemption("10.0.0.0/8", "10.1.2.3", true), Exemption("10.0.0.0/8", "11.1.2.3", false),
      Exemption("192.168.4.0/22", "192.168.7.255", true),
      Exemption("192.168.4.0/22", "192.168.8.0", false),
      Exemption("10.1.2.3/32", "10.1.2.3", true), Exemption("10.1.2.2/32", "10.1.2.3", false),
      Exemption("10.0.0.0/33", "10.0.0.0", false), Exemption("10.0.0.0/8", "a10.example", false),
      Exemption("::1", "[::1]", true), Exemption("0:0::1", "[::1]", true),
      Exemption("::2", "[::1]", false), Exemption("fd00::/8", "[fd12::1]", true),
      Exemption("fd00::/8", "[fe80::1]", false), Exemption("fd00::/129", "[fd00::]", false),
      Exemption("0.0.0.1", "[::1]", false), Exemption("localhost", "127.0.0.1", false),
    ])
  func exemption(_ row: Exemption) throws {
    for name in ["no_proxy", "NO_PROXY"] {
      let proxy = try proxy(
        for: "wss://\(row.host):8443/", ["https_proxy": "http://proxy:3128", name: row.list])
      #expect((proxy == nil) == row.isExempt)
    }
  }

  @Test("lower case is read before upper case, and an empty variable counts as none")
  func caseOfExemptions() throws {
    let both = ["ALL_PROXY": "proxy", "no_proxy": "b.example", "NO_PROXY": "a.example"]
    #expect(try proxy(for: "ws://a.example/", both) != nil)
    #expect(try proxy(for: "ws://b.example/", both) == nil)
    let empty = ["ALL_PROXY": "proxy", "no_proxy": "", "NO_PROXY": "a.example"]
    #expect(try proxy(for: "ws://a.example/", empty) == nil)
    #expect(try proxy(for: "ws://b.example/", empty) != nil)
  }

  struct Order: Sendable {
    let url: String
    /// From the one that counts most to the one that counts least.
    let names: [String]
  }

  @Test(
    "each scheme has its variables, and ALL_PROXY comes last",
    arguments: [
      Order(
        url: "wss://a.example/",
        names: [
          "wss_proxy", "WSS_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        ]),
      Order(
        url: "https://a.example/",
        names: ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
      Order(
        url: "ws://a.example/",
        names: ["ws_proxy", "WS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY"]),
      Order(url: "http://a.example/", names: ["http_proxy", "all_proxy", "ALL_PROXY"]),
    ])
  func order(_ order: Order) throws {
    // HTTP_PROXY in capitals can be set by whoever asks a CGI program.
    var variables = ["HTTP_PROXY": "http://never:1"]
    for (index, name) in order.names.enumerated() { variables[name] = "http://proxy\(index)" }
    for (index, name) in order.names.enumerated() {
      #expect(try proxy(for: order.url, variables)?.url.host == "proxy\(index)")
      variables[name] = ""
    }
    #expect(try proxy(for: order.url, variables) == nil)
  }

  @Test("the option outranks the environment's proxies, not its exemptions; an empty one is none")
  func option() throws {
    let variables = ["https_proxy": "http://environment:1"]
    #expect(
      try proxy(for: "wss://a.example/", variables, option: "http://option:2")?.url.host
        == "option")
    #expect(try proxy(for: "wss://a.example/", ["ALL_PROXY": "proxy"], option: "") == nil)
    let exempt = ["NO_PROXY": "a.example"]
    #expect(try proxy(for: "wss://a.example/", exempt, option: "http://option:2") == nil)
  }

  struct Spelling: Sendable, CustomTestStringConvertible {
    let text: String
    let peer: String
    var credentials: String?
    var testDescription: String { text }

    init(_ text: String, _ peer: String, _ credentials: String? = nil) {
      self.text = text
      self.peer = peer
      self.credentials = credentials
    }
  }

  @Test(
    "a proxy's URL may lack its scheme and its port, and hold a user",
    arguments: [
      Spelling("http://proxy.example:3128", "proxy.example:3128"),
      Spelling("HTTP://proxy.example:3128/", "proxy.example:3128"),
      Spelling("proxy.example:3128", "proxy.example:3128"),
      Spelling("proxy.example", "proxy.example:1080"), Spelling("10.0.0.1", "10.0.0.1:1080"),
      Spelling("http://[fd00::1]:3128", "[fd00::1]:3128"), Spelling("[::1]", "[::1]:1080"),
      Spelling("http://joe:secret@proxy:8080", "proxy:8080", "joe:secret"),
      Spelling("joe:s%40e%2Fc%3Aret@proxy:8080", "proxy:8080", "joe:s@e/c:ret"),
      Spelling("joe:s@cret@proxy", "proxy:1080", "joe:s@cret"),
      Spelling("http://joe@proxy:80", "proxy:80", "joe:"),
      Spelling("http://joe:@proxy:80", "proxy:80", "joe:"),
      Spelling("http://proxy:80/a@b", "proxy:80"),
    ])
  func spelling(_ row: Spelling) throws {
    for proxy in [
      try proxy(for: "wss://a.example/", [:], option: row.text),
      try proxy(for: "wss://a.example/", ["ALL_PROXY": row.text]),
    ] {
      #expect(proxy?.url.hostAndPort == row.peer)
      #expect(proxy?.credentials == row.credentials)
    }
  }

  @Test(
    "what is no proxy's URL is a usage error that quotes nothing of it",
    arguments: [
      "socks5://joe:secret@proxy:1080", "https://joe:secret@proxy", "http://joe:secret@",
      "http://joe:secret@proxy:99999", "http://joe:secret@pro xy", "http://joe:secret@::1",
      "http://joe:sec/ret@proxy",
    ])
  func unusable(text: String) throws {
    for (option, variables) in [(text, [:]), (nil, ["ALL_PROXY": text])] {
      let failure = #expect(throws: Failure.self) {
        try proxy(for: "wss://a.example/", variables, option: option)
      }
      #expect(failure?.status == .usage)
      #expect(failure?.message.contains("sec") == false)
      #expect(failure?.message.hasPrefix(option == nil ? "ALL_PROXY" : "--proxy") == true)
    }
  }
}
