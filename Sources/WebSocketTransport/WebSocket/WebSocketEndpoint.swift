/// One end of a WebSocket as a value: bytes and commands in, events and bytes out.
///
/// Pings are answered by themselves. Of pings that cannot be answered yet, because the peer does not
/// read, only the newest is (RFC 6455 §5.5.3).
struct WebSocketEndpoint {
  private enum State {
    case open
    /// A Close frame was sent; the peer's is waited for, and its messages still count.
    case closing
    /// Both have closed, or the peer has broken the protocol.
    case closed
  }

  let role: WebSocketRole
  private var reader: MessageReader
  private var state = State.open
  private var owedPong: [UInt8]?
  private var keys = MaskingKeys()
  private var output: [UInt8] = []

  /// - Parameter messageLimit: Bytes of a message at most; a longer one is answered with 1009.
  init(role: WebSocketRole, messageLimit: Int) {
    self.role = role
    reader = MessageReader(role: role, sizeLimit: messageLimit)
  }

  /// Whether something can still be said.
  var isOpen: Bool { state == .open }
  /// Whether nothing more will be heard.
  var isClosed: Bool { state == .closed }

  // MARK: Coming in

  mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    // Data after a Close frame is ignored (RFC 6455 §5.5.1).
    if state != .closed { reader.receive(bytes) }
  }

  /// The next event; `nil` until more has been received.
  ///
  /// - Throws: What the peer has done wrong, once; it is told in a Close frame.
  mutating func next() throws(WebSocketViolation) -> WebSocketEvent? {
    guard state != .closed else { return nil }
    do throws(WebSocketViolation) {
      let event = try reader.next()
      switch event {
      case .ping(let bytes): owedPong = bytes
      case .close(let code, _):
        // RFC 6455 §5.5.1: the answer echoes the code.
        if state == .open { sendClose(code == .noStatus ? nil : code, reason: "") }
        state = .closed
      default: break
      }
      return event
    } catch {
      if state == .open { sendClose(error.code, reason: error.deed) }
      state = .closed
      throw error
    }
  }

  /// The connection has ended.
  mutating func end() { state = .closed }

  // MARK: Going out

  mutating func send(_ command: WebSocketCommand) {
    guard state == .open else { return }
    switch command {
    case .text(let bytes): send(.text, bytes)
    case .binary(let bytes): send(.binary, bytes)
    case .textFragment(let bytes, let isFirst, let isLast):
      send(isFirst ? .text : .continuation, bytes, isFinal: isLast)
    case .ping(let bytes): send(.ping, bytes)
    case .close(let code, let reason):
      sendClose(code, reason: reason)
      state = .closing
    }
  }

  /// Answers the newest ping, if that is still owed; called when the peer takes what it is sent.
  mutating func answerPing() {
    guard state == .open, let bytes = owedPong else { return }
    owedPong = nil
    send(.pong, bytes)
  }

  /// What is to be sent to the peer, once.
  mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  private mutating func send(_ opcode: FrameOpcode, _ payload: [UInt8], isFinal: Bool = true) {
    var head = FrameHead(isFinal: isFinal, opcode: opcode, length: payload.count)
    // RFC 6455 §5.3: a fresh key for every frame of a client.
    if role == .client { head.mask = keys.next() }
    if output.isEmpty { output.reserveCapacity(FrameHead.longest + payload.count) }
    head.write(to: &output)
    let start = output.count
    output += payload
    if let mask = head.mask {
      output.withUnsafeMutableBytes { bytes in
        mask.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      }
    }
  }

  private mutating func sendClose(_ code: WebSocketCloseCode?, reason: String) {
    var payload: [UInt8] = []
    if let code {
      payload.append(bigEndian: code.rawValue)
      var reason = reason[...]
      while reason.utf8.count > FrameHead.controlLimit - 2 { reason.removeLast() }
      payload += reason.utf8
    }
    send(.close, payload)
  }
}
