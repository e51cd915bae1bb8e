import NIOCore

/// Bytes in, whole messages and control frames out; everything that RFC 6455 forbids a peer is refused
/// here, as early as it can be known.
struct MessageReader {
  enum Output: Equatable {
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case ping(ByteBuffer)
    case pong(ByteBuffer)
    case close(code: WebSocketCloseCode, reason: String)
  }

  let role: WebSocketRole
  /// A message's bytes, all its fragments together.
  let sizeLimit: Int

  /// Read from the peer, and not taken yet.
  private var bytes = ByteBuffer()
  /// The frame under way, and how much of its payload has been taken.
  private var frame: FrameHead?
  private var taken = 0
  private var message: PartialMessage?

  init(role: WebSocketRole, sizeLimit: Int) {
    self.role = role
    self.sizeLimit = sizeLimit
  }

  /// Takes what comes next from the peer; `next()` says what it amounts to.
  mutating func receive(_ more: ByteBuffer) { bytes.append(more) }

  /// The next whole message or control frame; `nil` until more has been received.
  ///
  /// Not to be called again once it has thrown.
  mutating func next() throws(WebSocketViolation) -> Output? {
    while let head = try currentHead() {
      if head.opcode.isControl {
        guard var payload = bytes.readSlice(length: head.length) else { return nil }
        unmask(&payload, head)
        frame = nil
        return try control(head.opcode, payload)
      }
      if var part = bytes.readSlice(length: min(head.length - taken, bytes.readableBytes)) {
        unmask(&part, head)
        taken += part.readableBytes
        guard message?.append(part, isLast: head.isFinal && taken == head.length) != false else {
          throw .invalidText
        }
      }
      guard taken == head.length else { return nil }
      frame = nil
      guard head.isFinal, let whole = message else { continue }
      message = nil
      return whole.isText ? .text(whole.bytes) : .binary(whole.bytes)
    }
    return nil
  }

  private mutating func currentHead() throws(WebSocketViolation) -> FrameHead? {
    if let frame { return frame }
    guard let head = try FrameHead(from: &bytes, as: role) else { return nil }
    switch (head.opcode, message) {
    case (.continuation, nil):
      throw .protocolError("continued a message that was never begun")
    case (.text, .some), (.binary, .some): throw .protocolError("began a message inside another")
    case (.text, nil), (.binary, nil): message = PartialMessage(isText: head.opcode == .text)
    default: break
    }
    if !head.opcode.isControl, let message {
      guard head.length <= sizeLimit - message.bytes.readableBytes else {
        throw .tooBig(limit: sizeLimit)
      }
    }
    frame = head
    taken = 0
    return head
  }

  private func unmask(_ payload: inout ByteBuffer, _ head: FrameHead) {
    guard let mask = head.mask?.shifted(by: taken) else { return }
    payload.withUnsafeMutableReadableBytes { mask.apply(to: $0) }
  }

  private func control(
    _ opcode: FrameOpcode, _ payload: ByteBuffer
  ) throws(WebSocketViolation) -> Output {
    switch opcode {
    case .ping: .ping(payload)
    case .pong: .pong(payload)
    default: try close(payload)
    }
  }

  /// RFC 6455 §5.5.1: nothing, or a code and a reason in UTF-8.
  private func close(_ payload: ByteBuffer) throws(WebSocketViolation) -> Output {
    var payload = payload
    guard payload.readableBytes > 0 else { return .close(code: .noStatus, reason: "") }
    guard let number = payload.readInteger(as: UInt16.self) else {
      throw .protocolError("sent a close frame of one byte")
    }
    let code = WebSocketCloseCode(rawValue: number)
    guard code.isLegalOnTheWire else {
      throw .protocolError("closed with the illegal code \(number)")
    }
    guard PartialMessage.isText(payload.readableBytesUInt8Span) else { throw .invalidText }
    return .close(code: code, reason: String(buffer: payload))
  }
}
