import NIOCore
import NIOHTTP1

/// A connection up to its answer: one request, whole and in time, then a WebSocket or the end.
final class ServerHandshake: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let peer: String
  private let limits: WebSocketListener.Limits
  private let service: WebSocketListener.Service
  private let encoder = HTTPResponseEncoder()
  private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
  private let meter: ByteMeter
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()
  private var deadline: Scheduled<Void>?
  private var isAnswered = false

  init(peer: String, limits: WebSocketListener.Limits, service: WebSocketListener.Service) {
    self.peer = peer
    self.limits = limits
    self.service = service
    decoder = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes))
    meter = ByteMeter(limit: limits.headBytes + limits.bodyBytes)
  }

  func install(on channel: any Channel) throws {
    try channel.pipeline.syncOperations.addHandlers([meter, encoder, decoder, self])
  }

  func handlerAdded(context: ChannelHandlerContext) {
    deadline = context.eventLoop.assumeIsolated().scheduleTask(
      in: TimeAmount(limits.handshakeTimeout)
    ) {
      self.refuse(408, "took longer than \(self.limits.handshakeTimeout) to ask", context)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  func tlsFailed(_ error: any Error) {
    guard !isAnswered else { return }
    isAnswered = true
    let reason =
      switch error as? TLSFailure {
      case .notTLS: "spoke no TLS"
      case .closedDuringHandshake: "left during the TLS handshake"
      case .handshake(let text), .broken(let text): "TLS: \(text)"
      default: "TLS: \(error)"
      }
    service.refused(peer, reason)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isAnswered else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard head.uri.utf8.count <= limits.headBytes else {
        return refuse(414, "sent a request line of \(head.uri.utf8.count) bytes", context)
      }
      self.head = head
    case .body(let bytes):
      body.writeImmutableBuffer(bytes)
      if body.readableBytes > limits.bodyBytes {
        refuse(413, "sent a body of more than \(limits.bodyBytes) bytes", context)
      }
    case .end: answer(context)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    guard let head else { return }
    let key: String?
    do throws(UpgradeRefusal) {
      key = try UpgradeRefusal.check(head)
    } catch {
      return refuse(error.status, error.reason, context)
    }
    let request = ServerRequest(
      method: head.method, target: head.uri, headers: head.headers, body: body, peer: peer,
      isUpgrade: key != nil)
    switch service.answer(request) {
    case .answer(let status, let headers, let body): send(status, headers, body, context)
    case .hangUp:
      isAnswered = true
      context.close(promise: nil)
    case .webSocket(let limit, let install):
      guard let key else {
        return refuse(426, "asked for a WebSocket without an upgrade", context)
      }
      upgrade(key, messageLimit: limit, install, context)
    }
  }

  private func upgrade(
    _ key: String, messageLimit: Int, _ install: (any Channel) throws -> Void,
    _ context: ChannelHandlerContext
  ) {
    isAnswered = true
    let channel = context.channel
    let pipeline = channel.pipeline.syncOperations
    write(
      101,
      [
        ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Accept", WebSocketKey.accept(for: key)),
      ], "", context)
    pipeline.removeHandler(self, promise: nil)
    pipeline.removeHandler(encoder, promise: nil)
    pipeline.removeHandler(meter, promise: nil)
    do {
      try pipeline.addHandler(WebSocketHandler(role: .server, messageLimit: messageLimit))
      try install(channel)
    } catch {
      return channel.close(promise: nil)
    }
    // Last, since it passes on what it has read beyond the request.
    pipeline.removeHandler(decoder, promise: nil)
  }

  // MARK: Refusing

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case HTTPParserError.headerOverflow, is ByteMeter.Exceeded:
      refuse(431, "sent a request of more than \(limits.headBytes) bytes", context)
    case is HTTPParserError: refuse(400, "sent what is no HTTP", context)
    default:
      isAnswered = true
      context.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !isAnswered, head != nil { service.refused(peer, "left in the middle of its request") }
    isAnswered = true
    context.fireChannelInactive()
  }

  private func refuse(_ status: Int, _ reason: String, _ context: ChannelHandlerContext) {
    guard !isAnswered else { return }
    service.refused(peer, reason)
    var headers: [(name: String, value: String)] = []
    if status == 426 {
      headers = [("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
    }
    send(status, headers, reason + "\n", context)
  }

  private func send(
    _ status: Int, _ headers: [(name: String, value: String)], _ body: String,
    _ context: ChannelHandlerContext
  ) {
    isAnswered = true
    let length = (name: "Content-Length", value: String(body.utf8.count))
    write(status, headers + [length, ("Connection", "close")], body, context)
    // The answer must not be lost to a reset because bytes of the request are still unread: the
    // connection ends when the client has seen the end of the answer, or a second later.
    context.close(mode: .output, promise: nil)
    let channel = context.channel
    let timer = context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }

  private func write(
    _ status: Int, _ headers: [(name: String, value: String)], _ body: String,
    _ context: ChannelHandlerContext
  ) {
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: status),
      headers: HTTPHeaders(headers.map { ($0.name, $0.value) }))
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !body.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
