import NIOCore

/// Lets frames by, and refuses one whose length is not written as RFC 6455 §5.2 wants it.
///
/// NIOWebSocket's decoder, which is to follow it, takes any spelling of a length.
final class FrameLengthCheck: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private var lengths = FrameLengths()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    do throws(WebSocketViolation) {
      try lengths.receive(unwrapInboundIn(data).readableBytesView)
      context.fireChannelRead(data)
    } catch {
      context.fireErrorCaught(error)
    }
  }
}
