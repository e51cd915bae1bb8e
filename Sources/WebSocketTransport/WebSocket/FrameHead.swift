import NIOCore

/// What stands before a frame's payload (RFC 6455 §5.2).
struct FrameHead: Equatable {
  /// Bytes of a control frame's payload at most (RFC 6455 §5.5).
  static let controlLimit = 125

  var isFinal = true
  var opcode: FrameOpcode
  var mask: MaskingKey?
  /// Bytes of the payload.
  var length: Int
}

extension FrameHead {
  /// Takes a head from the front of `bytes`; `nil`, and nothing taken, while it is not all there.
  ///
  /// What the first two bytes forbid is refused as soon as they have come.
  ///
  /// - Parameter role: Of the end that reads it.
  init?(from bytes: inout ByteBuffer, as role: WebSocketRole) throws(WebSocketViolation) {
    var rest = bytes
    guard let (first, second) = rest.readMultipleIntegers(as: (UInt8, UInt8).self) else {
      return nil
    }
    guard first & 0x70 == 0 else { throw .protocolError("set a reserved bit") }
    guard let opcode = FrameOpcode(rawValue: first & 0x0F) else {
      throw .protocolError("sent a frame of an unknown kind")
    }
    let isFinal = first & 0x80 != 0
    let isMasked = second & 0x80 != 0
    let short = second & 0x7F
    switch (role, isMasked) {
    case (.client, true): throw .protocolError("sent a masked frame")
    case (.server, false): throw .protocolError("sent an unmasked frame")
    default: break
    }
    if opcode.isControl {
      guard isFinal else { throw .protocolError("sent a fragmented control frame") }
      guard short <= Self.controlLimit else {
        throw .protocolError("sent an oversized control frame")
      }
    }

    var length = UInt64(short)
    if short > 125 {
      let isLong = short == 127
      guard
        let written = isLong
          ? rest.readInteger(as: UInt64.self) : rest.readInteger(as: UInt16.self).map(UInt64.init)
      else { return nil }
      guard written >> 63 == 0 else { throw .protocolError("sent a length with its top bit set") }
      guard written >= (isLong ? 1 << 16 : 126) else {
        throw .protocolError("sent a length in more bytes than needed")
      }
      length = written
    }
    var mask: MaskingKey?
    if isMasked {
      guard let word = rest.readInteger(as: UInt32.self) else { return nil }
      mask = MaskingKey(word: word)
    }
    self.init(isFinal: isFinal, opcode: opcode, mask: mask, length: Int(length))
    bytes = rest
  }

  func write(to bytes: inout ByteBuffer) {
    bytes.writeInteger((isFinal ? 0x80 : 0) | opcode.rawValue)
    let bit: UInt8 = mask == nil ? 0 : 0x80
    switch length {
    case ..<126: bytes.writeInteger(bit | UInt8(length))
    case ...0xFFFF: bytes.writeMultipleIntegers(bit | 126, UInt16(length))
    default: bytes.writeMultipleIntegers(bit | 127, UInt64(length))
    }
    if let mask { bytes.writeInteger(mask.word) }
  }
}
