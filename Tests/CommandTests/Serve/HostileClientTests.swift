import AAIProtocol
import TestKit
import Testing

@Suite("aai-serve: hostile clients")
struct HostileClientTests {
  static let offences =
    Offence.ofEitherEnd + [
      Offence("an unmasked frame", 1002) { $0.send(opcode: 1, [0x7B, 0x7D], isMasked: false) },
      Offence("fragments without end", 1009) { client in
        client.send(opcode: 2, [UInt8](repeating: 0, count: 65_536), isLast: false)
        for _ in 0..<2 {
          client.send(opcode: 0, [UInt8](repeating: 0, count: 65_536), isLast: false)
        }
      },
    ]

  @Test(
    "a broken frame is closed with its code, logged, and harms nobody else", arguments: offences)
  func offence(_ offence: Offence) async throws {
    let server = try await ServeFixture()
    let bystander = try await server.connect()
    try await bystander.event("Begin")
    let client = try await server.connect()
    try await client.event("Begin")
    offence.commit(client)
    #expect(try await client.closed().code == offence.code)
    try await server.logged("session 2", "closed \(offence.code)")
    bystander.send(silence: 3000)
    bystander.send(ClientMessage.terminate.text)
    #expect(try await bystander.closed().code == 1000)
  }

  @Test("an upgrade that is none is answered with 400 or 426")
  func upgrades() async throws {
    let server = try await ServeFixture()
    let upgrade = ["Upgrade: websocket", "Connection: keep-alive, Upgrade"]
    let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    let version = "Sec-WebSocket-Version: 13"
    func status(_ headers: [String]) async throws -> Substring {
      try await server.get("/v3/ws", headers: headers).prefix { $0 != "\r\n" }
    }
    #expect(try await status(upgrade + [version]) == "HTTP/1.1 400 Bad Request")
    #expect(
      try await status(upgrade + [version, "Sec-WebSocket-Key: short"])
        == "HTTP/1.1 400 Bad Request")
    #expect(try await status([key, version]) == "HTTP/1.1 400 Bad Request")
    let old = try await server.get(
      "/v3/ws", headers: upgrade + [key, "Sec-WebSocket-Version: 8"])
    #expect(old.hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
    #expect(old.contains("\r\nSec-WebSocket-Version: 13\r\n"))
    #expect(try await server.get("/v3/ws").hasPrefix("HTTP/1.1 426 "))
    try await server.logged("refused 127.0.0.1", "Sec-WebSocket-Key")
  }

  @Test("a megabyte of headers, a megabyte of request line, and no HTTP at all are refused")
  func heads() async throws {
    let server = try await ServeFixture()
    let header = "X-Padding: " + String(repeating: "x", count: 1 << 20)
    #expect(try await server.get("/v3/ws", headers: [header]).hasPrefix("HTTP/1.1 431 "))
    let target = "/v3/ws?prompt=" + String(repeating: "x", count: 1 << 20)
    #expect(try await server.get(target).contains(" 4"))
    let connection = try RawConnection(port: server.port)
    connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n")
    #expect(try await connection.untilClosed().hasPrefix("HTTP/1.1 400 "))
    #expect(try await server.session().closing?.code == 1000)
  }

  @Test("a request that comes byte by byte is cut by one deadline, however busy it looks")
  func slowLoris() async throws {
    let server = try await ServeFixture(["--handshake-timeout", "300ms"])
    let connection = try RawConnection(port: server.port)
    let request = "GET /v3/ws HTTP/1.1\r\nHost: x\r\nX-Slow: " + String(repeating: "z", count: 9999)
    for byte in request.utf8 {
      guard connection.send([byte]), connection.received.bytes.isEmpty else { break }
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try await connection.untilClosed().hasPrefix("HTTP/1.1 408 "))
    try await server.logged("refused", "longer than")
  }

  @Test("/echo sends back what RFC 6455 allows: split characters, empty fragments, a ping inside")
  func echo() async throws {
    let server = try await ServeFixture()
    let client = try await RawWebSocket(port: server.port, target: "/echo", key: nil)
    client.send(opcode: 1, [0xC3], isLast: false)
    client.send(opcode: 9, Array("inside".utf8))
    client.send(opcode: 0, [], isLast: false)
    client.send(opcode: 0, [0xB8])
    client.send(opcode: 1)
    let large = [UInt8](repeating: 0x61, count: 1 << 20)
    client.send(large)
    client.close(1000)
    #expect(try await client.closed().code == 1000)
    #expect(
      client.frames.map(\.payload) == [
        Array("inside".utf8), Array("ø".utf8), [], large, [0x03, 0xE8],
      ])
  }

  @Test("what comes in one segment with the upgrade is not lost")
  func earlyFrame() async throws {
    let server = try await ServeFixture()
    let connection = try RawConnection(port: server.port)
    let head = [
      "GET /v3/ws HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
      "Authorization: key", "", "",
    ].joined(separator: "\r\n")
    // A masked ping and a ForceEndpoint that is none, mask zero, right behind the request.
    connection.send(
      Array(head.utf8) + [0x89, 0x82, 0, 0, 0, 0, 0x68, 0x69] + [
        0x81, 0x82, 0, 0, 0, 0, 0x5B, 0x5D,
      ])
    _ = try await connection.received.wait { $0.contains("hi") ? true : nil }
    _ = try await connection.received.wait { $0.contains("Invalid Message: []") ? true : nil }
  }

  @Test("a client that sends and never reads is given up, and others go on")
  func unread() async throws {
    let script = String(repeating: "words and ", count: 400)
    let server = try await ServeFixture(["--words-per-minute", "1000"], script: script)
    let client = try RawConnection(port: server.port, receiveBuffer: 4096)
    let head = [
      "GET /v3/ws?speech_model=universal-streaming-english HTTP/1.1", "Host: x",
      "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Authorization: key", "", "",
    ].joined(separator: "\r\n")
    // Masked binary messages of a second each, mask zero.
    let second = [0x82, 0xFE, 0x7D, 0x00, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 32_000)
    client.send(Array(head.utf8))
    for _ in 0..<48 { client.send(second) }
    try await server.logged("session 1", "does not read")
    #expect(try await server.session().closing?.code == 1000)
  }
}
