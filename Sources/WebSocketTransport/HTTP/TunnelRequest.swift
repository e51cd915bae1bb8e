import NIOCore
import NIOHTTP1

/// Makes a CONNECT of the request on its way out.
///
/// Its place is in front of NIOHTTP1's decoder, which reads no body behind the answer to a CONNECT it
/// knows of, be the answer a refusal.
final class TunnelRequest: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .head(var head) = unwrapOutboundIn(data) else {
      return context.write(data, promise: promise)
    }
    head.method = .CONNECT
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }
}
