import AAIProtocol
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import WebSocketTransport

/// RFC 8446 §6.1: an end that anybody on the way could have made.
@Suite("TLS: a connection that ends without close_notify")
struct TLSTruncationTests {
  /// How a client that has said something sees the end of a server that ends beneath TLS.
  private func closure(afterCloseFrame: Bool) async throws -> WebSocketClosure {
    let authority = try ThrowAwayAuthority(for: ["127.0.0.1"])
    let folder = try TemporaryFolder()
    let server = try TLSContext.server(
      certificate: try folder.write("chain.pem", authority.chain),
      key: try folder.write("key.pem", authority.key))
    var dialer = Dialer()
    dialer.tls = try TLSContext.client(
      TLSTrust(file: try folder.write("root.pem", authority.authority)))
    let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
    let address = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
    let listener = try await eventLoop.flatSubmit {
      WebSocketListener.bind(
        to: address, tls: server, on: eventLoop,
        service: .init(
          answer: { _ in
            .webSocket(messageLimit: 1024) { channel in
              try channel.pipeline.syncOperations.addHandler(
                Vanishing(saysClose: afterCloseFrame))
            }
          }, refused: { _, _ in }))
    }.get()
    let url = try #require(ServiceURL("wss://127.0.0.1:\(listener.address?.port ?? 0)/"))
    let ended = eventLoop.makePromise(of: WebSocketClosure.self)
    let connection = try await eventLoop.flatSubmit { [dialer] in
      dialer.openWebSocket(url, headers: [], on: eventLoop) { channel in
        try channel.pipeline.syncOperations.addHandler(EchoHandler { ended.succeed($0) })
      }
    }.get()
    connection.writeAndFlush(WebSocketCommand.text(ByteBuffer(string: "hello")), promise: nil)
    let closure = try await ended.futureResult.get()
    try await listener.channel.close()
    return closure
  }

  @Test("is lost before a Close frame")
  func lost() async throws {
    let closure = try await closure(afterCloseFrame: false)
    guard case .lost = closure else { return #expect(Bool(false), "\(closure)") }
  }

  @Test("is over after a Close frame")
  func over() async throws {
    let closure = try await closure(afterCloseFrame: true)
    guard case .closed = closure else { return #expect(Bool(false), "\(closure)") }
  }
}

/// Goes at the first message, and TLS does not hear of it.
private final class Vanishing: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent
  typealias OutboundOut = WebSocketCommand

  private let saysClose: Bool

  init(saysClose: Bool) { self.saysClose = saysClose }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .text = unwrapInboundIn(data) else { return }
    if saysClose {
      context.writeAndFlush(wrapOutboundOut(.close(code: .normal, reason: "")), promise: nil)
    }
    let tls = try? context.pipeline.syncOperations.context(handlerType: TLSHandler.self)
    tls?.close(promise: nil)
  }
}
