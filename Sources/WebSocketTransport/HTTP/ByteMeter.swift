import NIOCore

/// Bounds the bytes of a request or an answer, whatever the parser behind it would hold.
final class ByteMeter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  struct Exceeded: Error {}

  private var rest: Int

  init(limit: Int) { rest = limit }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard rest >= 0 else { return }
    rest -= unwrapInboundIn(data).readableBytes
    if rest < 0 {
      context.fireErrorCaught(Exceeded())
    } else {
      context.fireChannelRead(data)
    }
  }
}
