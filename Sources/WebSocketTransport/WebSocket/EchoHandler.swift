public import NIOCore

/// Sends every message back, so that a suite of WebSocket conformance tests has somebody to talk to.
public final class EchoHandler: ChannelInboundHandler {
  public typealias InboundIn = WebSocketEvent
  public typealias OutboundOut = WebSocketCommand

  /// Of a message, in bytes.
  public static let messageLimit = 16 << 20

  private let ended: (WebSocketClosure) -> Void

  /// - Parameter ended: Called once, when nothing more can come.
  public init(ended: @escaping (WebSocketClosure) -> Void = { _ in }) {
    self.ended = ended
  }

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .text(let bytes): context.writeAndFlush(wrapOutboundOut(.text(bytes)), promise: nil)
    case .binary(let bytes): context.writeAndFlush(wrapOutboundOut(.binary(bytes)), promise: nil)
    case .ping, .pong: break
    case .closed(let closure): ended(closure)
    }
  }

  public func channelWritabilityChanged(context: ChannelHandlerContext) {
    // A peer that does not take its echo is not read any further.
    _ = try? context.channel.syncOptions?.setOption(.autoRead, value: context.channel.isWritable)
    context.fireChannelWritabilityChanged()
  }
}
