public import NIOCore
public import NIOWebSocket

/// One end of a WebSocket: messages and the closing handshake on top of NIOWebSocket's frames.
///
/// Pings are answered by themselves. Of pings that cannot be answered yet, because the peer does not
/// read, only the newest is (RFC 6455 §5.5.3).
public final class WebSocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = WebSocketFrame
  public typealias InboundOut = WebSocketEvent
  public typealias OutboundIn = WebSocketCommand
  public typealias OutboundOut = WebSocketFrame

  private enum State {
    case open
    /// We sent a Close frame and wait for the peer's.
    case closing
    /// Both have closed, or there is nobody to wait for; the transport is ending.
    case closed
  }

  private let role: WebSocketRole
  private let closeTimeout: TimeAmount
  private var assembler: MessageAssembler
  private var state = State.open
  private var owedPong: ByteBuffer?
  private var masks = SystemRandomNumberGenerator()
  private var lastError: (any Error)?

  /// - Parameters:
  ///   - messageLimit: Bytes of a message at most; a longer one is answered with 1009.
  ///   - closeTimeout: How long a peer may take to answer a Close frame, or to end the transport.
  public init(
    role: WebSocketRole, messageLimit: Int = 16 << 20, closeTimeout: TimeAmount = .seconds(3)
  ) {
    self.role = role
    self.closeTimeout = closeTimeout
    assembler = MessageAssembler(role: role, sizeLimit: messageLimit)
  }

  /// Puts the frame codec and a handler of this kind at the end of `channel`'s pipeline.
  ///
  /// Call it on the channel's event loop.
  public static func install(
    on channel: any Channel, role: WebSocketRole, messageLimit: Int = 16 << 20,
    closeTimeout: TimeAmount = .seconds(3)
  ) throws {
    try channel.pipeline.syncOperations.addHandlers([
      FrameEncoder(),
      FrameLengthCheck(),
      ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: messageLimit)),
      WebSocketHandler(role: role, messageLimit: messageLimit, closeTimeout: closeTimeout),
    ])
  }

  // MARK: Inbound

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Data after a Close frame is ignored (RFC 6455 §5.5.1).
    guard state != .closed else { return }
    let output: MessageAssembler.Output?
    do throws(WebSocketViolation) {
      output = try assembler.receive(unwrapInboundIn(data))
    } catch {
      return refuse(error, context)
    }
    switch output {
    case nil: break
    case .text(let bytes): fire(.text(bytes), context)
    case .binary(let bytes): fire(.binary(bytes), context)
    case .pong(let bytes): fire(.pong(bytes), context)
    case .ping(let bytes):
      owedPong = bytes
      sendOwedPong(context)
      fire(.ping(bytes), context)
    case .close(let code, let reason): peerClosed(code, reason, context)
    }
  }

  private func fire(_ event: WebSocketEvent, _ context: ChannelHandlerContext) {
    // While our Close frame waits for its answer the peer's messages still count.
    context.fireChannelRead(wrapInboundOut(event))
  }

  private func peerClosed(
    _ code: WebSocketCloseCode, _ reason: String, _ context: ChannelHandlerContext
  ) {
    if state == .open {
      // RFC 6455 §5.5.1: the answer echoes the code.
      sendClose(code == .noStatus ? nil : code, reason: "", context, promise: nil)
    }
    finish(.closed(code: code, reason: reason), context)
    switch role {
    case .server: context.close(promise: nil)
    // The server ends the transport (RFC 6455 §7.1.1), within bounds.
    case .client: closeTransport(after: closeTimeout, context)
    }
  }

  private func refuse(_ violation: WebSocketViolation, _ context: ChannelHandlerContext) {
    guard state != .closed else { return }
    if state == .open {
      sendClose(violation.code, reason: violation.deed, context, promise: nil)
    }
    finish(.violated(violation), context)
    switch role {
    case .client: context.close(promise: nil)
    case .server:
      // Bytes still unread would turn the end into a reset, which overtakes the Close frame.
      context.close(mode: .output, promise: nil)
      closeTransport(after: closeTimeout, context)
    }
  }

  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    lastError = lastError ?? error
    switch error {
    case let violation as WebSocketViolation: refuse(violation, context)
    case let error as NIOWebSocketError: refuse(violation(error), context)
    default: context.close(promise: nil)
    }
  }

  private func violation(_ error: NIOWebSocketError) -> WebSocketViolation {
    switch error {
    case .invalidFrameLength: .tooBig(limit: assembler.sizeLimit)
    case .fragmentedControlFrame: .protocolError("sent a fragmented control frame")
    case .multiByteControlFrameLength: .protocolError("sent an oversized control frame")
    }
  }

  public func channelInactive(context: ChannelHandlerContext) {
    finish(.lost(lastError), context)
    context.fireChannelInactive()
  }

  public func channelWritabilityChanged(context: ChannelHandlerContext) {
    sendOwedPong(context)
    context.fireChannelWritabilityChanged()
  }

  // MARK: Outbound

  public func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    guard state == .open else {
      promise?.fail(ChannelError.outputClosed)
      return
    }
    switch unwrapOutboundIn(data) {
    case .text(let bytes): send(.text, bytes, context, promise)
    case .binary(let bytes): send(.binary, bytes, context, promise)
    case .ping(let bytes): send(.ping, bytes, context, promise)
    case .close(let code, let reason):
      sendClose(code, reason: reason, context, promise: promise)
      state = .closing
      closeTransport(after: closeTimeout, context)
    }
  }

  private func send(
    _ opcode: WebSocketOpcode, _ bytes: ByteBuffer, _ context: ChannelHandlerContext,
    _ promise: EventLoopPromise<Void>?
  ) {
    // RFC 6455 §5.3: a fresh mask nobody can foretell for every frame of a client.
    let mask = role == .client ? WebSocketMaskingKey.random(using: &masks) : nil
    let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: mask, data: bytes)
    context.write(wrapOutboundOut(frame), promise: promise)
  }

  private func sendClose(
    _ code: WebSocketCloseCode?, reason: String, _ context: ChannelHandlerContext,
    promise: EventLoopPromise<Void>?
  ) {
    var bytes = context.channel.allocator.buffer(capacity: 125)
    if let code {
      bytes.writeInteger(code.rawValue)
      var reason = reason[...]
      while reason.utf8.count > 123 { reason.removeLast() }
      bytes.writeSubstring(reason)
    }
    send(.connectionClose, bytes, context, promise)
    context.flush()
  }

  private func sendOwedPong(_ context: ChannelHandlerContext) {
    guard state == .open, context.channel.isWritable, let bytes = owedPong else { return }
    owedPong = nil
    send(.pong, bytes, context, nil)
    context.flush()
  }

  // MARK: The end

  private func finish(_ closure: WebSocketClosure, _ context: ChannelHandlerContext) {
    guard state != .closed else { return }
    state = .closed
    fire(.closed(closure), context)
  }

  private func closeTransport(after delay: TimeAmount, _ context: ChannelHandlerContext) {
    let channel = context.channel
    let timer = context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }
}
