/// Bytes in, whole messages and control frames out; everything that RFC 6455 forbids a peer is refused
/// here, as early as it can be known.
struct MessageReader {
  let role: WebSocketRole
  /// A message's bytes, all its fragments together.
  let sizeLimit: Int

  /// Read from the peer, and not taken yet.
  private var bytes = ByteQueue()
  /// The frame under way, and how much of its payload has been taken.
  private var frame: FrameHead?
  private var taken = 0
  private var message: PartialMessage?

  init(role: WebSocketRole, sizeLimit: Int) {
    self.role = role
    self.sizeLimit = sizeLimit
  }

  /// Takes what comes next from the peer; `next()` says what it amounts to.
  mutating func receive(_ more: UnsafeRawBufferPointer) { bytes.append(more) }

  /// The next whole message or control frame; `nil` until more has been received.
  ///
  /// Not to be called again once it has thrown.
  mutating func next() throws(WebSocketViolation) -> WebSocketEvent? {
    while let head = try currentHead() {
      if head.opcode.isControl {
        guard bytes.count >= head.length else { return nil }
        frame = nil
        return try control(head.opcode, takePayload(head.length, head))
      }
      let count = min(head.length - taken, bytes.count)
      if count > 0 || head.length == 0 {
        let part = takePayload(count, head)
        taken += count
        let isLast = head.isFinal && taken == head.length
        guard message?.append(part, isLast: isLast) != false else { throw .invalidText }
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
      guard head.length <= sizeLimit - message.bytes.count else {
        throw .tooBig(limit: sizeLimit)
      }
    }
    frame = head
    taken = 0
    return head
  }

  private mutating func takePayload(_ count: Int, _ head: FrameHead) -> [UInt8] {
    var payload = bytes.take(count)
    if let mask = head.mask?.shifted(by: taken) {
      payload.withUnsafeMutableBytes { mask.apply(to: $0) }
    }
    return payload
  }

  private func control(
    _ opcode: FrameOpcode, _ payload: [UInt8]
  ) throws(WebSocketViolation) -> WebSocketEvent {
    switch opcode {
    case .ping: .ping(payload)
    case .pong: .pong(payload)
    default: try close(payload)
    }
  }

  /// RFC 6455 §5.5.1: nothing, or a code and a reason in UTF-8.
  private func close(_ payload: [UInt8]) throws(WebSocketViolation) -> WebSocketEvent {
    guard !payload.isEmpty else { return .close(code: .noStatus, reason: "") }
    guard payload.count > 1 else { throw .protocolError("sent a close frame of one byte") }
    let number = UInt16(payload[0]) << 8 | UInt16(payload[1])
    let code = WebSocketCloseCode(rawValue: number)
    guard code.isLegalOnTheWire else {
      throw .protocolError("closed with the illegal code \(number)")
    }
    guard PartialMessage.isText(payload.span.extracting(2...)) else { throw .invalidText }
    return .close(code: code, reason: String(decoding: payload[2...], as: UTF8.self))
  }
}
