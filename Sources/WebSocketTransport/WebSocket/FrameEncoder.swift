import NIOCore
import NIOWebSocket

/// Frames on their way out as bytes (RFC 6455 §5.2).
final class FrameEncoder: ChannelOutboundHandler {
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = ByteBuffer

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    let frame = unwrapOutboundIn(data)
    let payload = frame.data
    // A masked payload is a copy in any case, so it shares the head's buffer.
    let isMasked = frame.maskKey != nil
    var head = context.channel.allocator.buffer(
      capacity: 14 + (isMasked ? payload.readableBytes : 0))
    head.writeInteger(UInt8(webSocketOpcode: frame.opcode) | (frame.fin ? 0x80 : 0))
    write(length: payload.readableBytes, isMasked: isMasked, to: &head)
    guard let key = frame.maskKey else {
      context.write(wrapOutboundOut(head), promise: nil)
      return context.write(wrapOutboundOut(payload), promise: promise)
    }
    head.writeBytes(key)
    var masked = payload
    masked.applyMask(key)
    head.writeImmutableBuffer(masked)
    context.write(wrapOutboundOut(head), promise: promise)
  }

  private func write(length: Int, isMasked: Bool, to head: inout ByteBuffer) {
    let mask: UInt8 = isMasked ? 0x80 : 0
    switch length {
    case ..<126: head.writeInteger(mask | UInt8(length))
    case ...0xFFFF: head.writeMultipleIntegers(mask | 126, UInt16(length))
    default: head.writeMultipleIntegers(mask | 127, UInt64(length))
    }
  }
}
