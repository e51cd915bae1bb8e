import NIOCore
import WebSocketTransport

/// The end of a connection's pipeline: what the WebSocket says, handed to the run.
final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent

  private let received: (WebSocketEvent) -> Void
  private let writable: (Bool) -> Void

  init(received: @escaping (WebSocketEvent) -> Void, writable: @escaping (Bool) -> Void) {
    self.received = received
    self.writable = writable
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received(unwrapInboundIn(data))
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    writable(context.channel.isWritable)
  }
}
