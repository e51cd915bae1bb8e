public import NIOCore

/// One end of a WebSocket: bytes on one side; messages and the closing handshake on the other.
///
/// Pings are answered by themselves. Of pings that cannot be answered yet, because the peer does not
/// read, only the newest is (RFC 6455 §5.5.3).
public final class WebSocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = WebSocketEvent
  public typealias OutboundIn = WebSocketCommand
  public typealias OutboundOut = ByteBuffer

  private enum State {
    case open
    /// We sent a Close frame and wait for the peer's.
    case closing
    /// Both have closed, or there is nobody to wait for; the transport is ending.
    case closed
  }

  private let role: WebSocketRole
  private let closeTimeout: TimeAmount
  private var reader: MessageReader
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
    reader = MessageReader(role: role, sizeLimit: messageLimit)
  }

  // MARK: Inbound

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // Data after a Close frame is ignored (RFC 6455 §5.5.1).
    guard state != .closed else { return }
    reader.receive(unwrapInboundIn(data))
    do throws(WebSocketViolation) {
      while state != .closed, let output = try reader.next() { deliver(output, context) }
    } catch {
      refuse(error, context)
    }
  }

  private func deliver(_ output: MessageReader.Output, _ context: ChannelHandlerContext) {
    switch output {
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
    context.close(promise: nil)
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
    case .textFragment(let bytes, let isFirst, let isLast):
      send(isFirst ? .text : .continuation, bytes, isFinal: isLast, context, promise)
    case .ping(let bytes): send(.ping, bytes, context, promise)
    case .close(let code, let reason):
      sendClose(code, reason: reason, context, promise: promise)
      state = .closing
      closeTransport(after: closeTimeout, context)
    }
  }

  private func send(
    _ opcode: FrameOpcode, _ payload: ByteBuffer, isFinal: Bool = true,
    _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
  ) {
    var head = FrameHead(isFinal: isFinal, opcode: opcode, length: payload.readableBytes)
    // RFC 6455 §5.3: a fresh mask nobody can foretell for every frame of a client.
    if role == .client { head.mask = .random(using: &masks) }
    var frame = context.channel.allocator.buffer(capacity: 14 + payload.readableBytes)
    head.write(to: &frame)
    let start = frame.writerIndex
    frame.writeImmutableBuffer(payload)
    if let mask = head.mask {
      frame.withUnsafeMutableReadableBytes { bytes in
        mask.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      }
    }
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
    send(.close, bytes, context, promise)
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
