import NIOCore
import WebSocketTransport

/// Sends every message back, so that a suite of WebSocket conformance tests has somebody to talk to.
final class EchoHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent
  typealias OutboundOut = WebSocketCommand

  static let messageLimit = 16 << 20

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .text(let bytes): context.writeAndFlush(wrapOutboundOut(.text(bytes)), promise: nil)
    case .binary(let bytes): context.writeAndFlush(wrapOutboundOut(.binary(bytes)), promise: nil)
    case .ping, .pong, .closed: break
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    // A client that does not take its echo is not read any further.
    _ = try? context.channel.syncOptions?.setOption(.autoRead, value: context.channel.isWritable)
    context.fireChannelWritabilityChanged()
  }
}
