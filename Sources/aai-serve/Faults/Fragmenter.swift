import NIOCore
import NIOWebSocket

/// Cuts every text message into pieces of a few bytes, an empty one and a ping among them: legal, and
/// rarely met.
final class Fragmenter: ChannelOutboundHandler {
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// Small enough to cut characters of more than one byte.
  private static let piece = 7

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    let frame = unwrapOutboundIn(data)
    guard frame.opcode == .text, frame.data.readableBytes > Self.piece else {
      return context.write(data, promise: promise)
    }
    var rest = frame.data
    var opcode = WebSocketOpcode.text
    while rest.readableBytes > Self.piece, let piece = rest.readSlice(length: Self.piece) {
      write(WebSocketFrame(fin: false, opcode: opcode, data: piece), context)
      if opcode == .text {
        write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "?")), context)
        write(WebSocketFrame(fin: false, opcode: .continuation, data: ByteBuffer()), context)
      }
      opcode = .continuation
    }
    context.write(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: rest)), promise: promise)
  }

  private func write(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
    context.write(wrapOutboundOut(frame), promise: nil)
  }
}
