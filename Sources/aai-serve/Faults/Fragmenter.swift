import NIOCore
import WebSocketTransport

/// Cuts every text message into pieces of a few bytes, an empty one and a ping among them: legal, and
/// rarely met.
final class Fragmenter: ChannelOutboundHandler {
  typealias OutboundIn = WebSocketCommand
  typealias OutboundOut = WebSocketCommand

  /// Small enough to cut characters of more than one byte.
  private static let piece = 7

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    guard case .text(var rest) = unwrapOutboundIn(data), rest.readableBytes > Self.piece else {
      return context.write(data, promise: promise)
    }
    var isFirst = true
    while rest.readableBytes > Self.piece, let piece = rest.readSlice(length: Self.piece) {
      write(.textFragment(piece, isFirst: isFirst, isLast: false), context)
      if isFirst {
        write(.ping(ByteBuffer(string: "?")), context)
        write(.textFragment(ByteBuffer(), isFirst: false, isLast: false), context)
      }
      isFirst = false
    }
    context.write(
      wrapOutboundOut(.textFragment(rest, isFirst: false, isLast: true)), promise: promise)
  }

  private func write(_ command: WebSocketCommand, _ context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(command), promise: nil)
  }
}
