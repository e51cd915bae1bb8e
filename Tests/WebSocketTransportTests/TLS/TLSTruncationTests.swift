import AAIProtocol
import TestKit
import Testing

@testable import WebSocketTransport

/// RFC 8446 §6.1: an end that anybody on the way could have made.
@Suite("TLS: a connection that ends without close_notify")
struct TLSTruncationTests {
  /// How a client that has said something sees the end of a server that ends beneath TLS.
  private func closure(afterCloseFrame: Bool) throws -> WebSocketClosure {
    let authority = try EphemeralAuthority(for: ["127.0.0.1"])
    let folder = try TemporaryFolder()
    let server = try TLSContext.server(
      certificate: try folder.write("chain.pem", authority.chain),
      key: try folder.write("key.pem", authority.key))
    var dialer = Dialer()
    dialer.tls = try TLSContext.client(
      TLSTrust(file: try folder.write("root.pem", authority.authority)))
    let loop = EventLoop()
    var accepted: WebSocketConnection?
    let listener = try WebSocketListener(
      on: try #require(SocketAddress("127.0.0.1", port: 0)), tls: server, loop: loop,
      service: .init(
        answer: { _ in
          .webSocket(messageLimit: 1024) { connection in
            accepted = connection
            connection.received = { [unowned connection] _ in
              if afterCloseFrame { connection.send(.close(code: .normal, reason: "")) }
              connection.vanish()
            }
          }
        }, refused: { _, _ in }))
    let url = try #require(ServiceURL("wss://\(listener.address?.hostAndPort ?? "")/"))
    var closure: WebSocketClosure?
    var connection: WebSocketConnection?
    let dial = dialer.openWebSocket(url, headers: HTTPFields(), on: loop) { outcome in
      guard case .success(let opened) = outcome else { return loop.stop() }
      connection = opened
      opened.closed = {
        closure = $0
        loop.stop()
      }
      opened.send(.text(Array("hello".utf8)))
      opened.flush()
    }
    loop.schedule(after: .seconds(20)) { loop.stop() }
    withExtendedLifetime((dial, connection, accepted)) { loop.run() }
    return try #require(closure)
  }

  @Test("is lost before a Close frame")
  func lost() throws {
    let closure = try closure(afterCloseFrame: false)
    guard case .lost = closure else { return #expect(Bool(false), "\(closure)") }
  }

  @Test("is over after a Close frame")
  func over() throws {
    let closure = try closure(afterCloseFrame: true)
    guard case .closed = closure else { return #expect(Bool(false), "\(closure)") }
  }
}
