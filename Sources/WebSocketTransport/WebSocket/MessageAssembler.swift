import NIOCore
import NIOWebSocket

/// Frames in, whole messages out; everything that RFC 6455 forbids a peer is refused here.
///
/// NIOWebSocket's codec checks the size and the fragmentation of control frames and leaves the rest
/// to its user.
struct MessageAssembler {
  enum Output {
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case ping(ByteBuffer)
    case pong(ByteBuffer)
    case close(code: WebSocketCloseCode, reason: String)
  }

  let role: WebSocketRole
  /// A message's bytes, all its fragments together.
  let sizeLimit: Int
  /// Whether the message under way is text; `nil` between messages.
  private var unfinishedIsText: Bool?
  private var unfinishedBytes = ByteBuffer()

  init(role: WebSocketRole, sizeLimit: Int) {
    self.role = role
    self.sizeLimit = sizeLimit
  }

  /// Takes the next frame; `nil` while a message is not whole yet.
  mutating func receive(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Output? {
    guard frame.reservedBits.isEmpty else { throw .protocolError("set a reserved bit") }
    switch (role, frame.maskKey) {
    case (.client, .some): throw .protocolError("sent a masked frame")
    case (.server, nil): throw .protocolError("sent an unmasked frame")
    default: break
    }
    var data = frame.data
    if let key = frame.maskKey { data.applyMask(key) }

    switch frame.opcode {
    case .text: return try begin(isText: true, data, isWhole: frame.fin)
    case .binary: return try begin(isText: false, data, isWhole: frame.fin)
    case .continuation: return try append(data, isLast: frame.fin)
    case .ping: return .ping(data)
    case .pong: return .pong(data)
    case .connectionClose: return try close(data)
    default: throw .protocolError("sent a frame of an unknown kind")
    }
  }

  private mutating func begin(
    isText: Bool, _ data: ByteBuffer, isWhole: Bool
  ) throws(WebSocketViolation) -> Output? {
    guard unfinishedIsText == nil else {
      throw .protocolError("began a message inside another")
    }
    if isWhole { return try whole(isText: isText, data) }
    unfinishedIsText = isText
    unfinishedBytes = data
    return nil
  }

  private mutating func append(
    _ data: ByteBuffer, isLast: Bool
  ) throws(WebSocketViolation) -> Output? {
    guard let isText = unfinishedIsText else {
      throw .protocolError("continued a message that was never begun")
    }
    guard unfinishedBytes.readableBytes + data.readableBytes <= sizeLimit else {
      throw .tooBig(limit: sizeLimit)
    }
    var data = data
    unfinishedBytes.writeBuffer(&data)
    guard isLast else { return nil }
    defer {
      unfinishedIsText = nil
      unfinishedBytes = ByteBuffer()
    }
    return try whole(isText: isText, unfinishedBytes)
  }

  private func whole(isText: Bool, _ data: ByteBuffer) throws(WebSocketViolation) -> Output {
    guard isText else { return .binary(data) }
    guard data.isValidUTF8 else { throw .invalidText }
    return .text(data)
  }

  /// RFC 6455 §5.5.1: nothing, or a code and a reason in UTF-8.
  private func close(_ data: ByteBuffer) throws(WebSocketViolation) -> Output {
    var data = data
    guard data.readableBytes > 0 else { return .close(code: .noStatus, reason: "") }
    guard let number = data.readInteger(as: UInt16.self) else {
      throw .protocolError("sent a close frame of one byte")
    }
    let code = WebSocketCloseCode(rawValue: number)
    guard code.isLegalOnTheWire else {
      throw .protocolError("closed with the illegal code \(number)")
    }
    guard data.isValidUTF8 else { throw .invalidText }
    return .close(code: code, reason: String(buffer: data))
  }
}

extension ByteBuffer {
  var isValidUTF8: Bool {
    (try? UTF8Span(validating: readableBytesUInt8Span)) != nil
  }
}
