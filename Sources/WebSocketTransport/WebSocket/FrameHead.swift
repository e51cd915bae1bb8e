/// What stands before a frame's payload (RFC 6455 §5.2).
struct FrameHead: Equatable {
  /// Bytes of a control frame's payload at most (RFC 6455 §5.5).
  static let controlLimit = 125
  /// Bytes of a head at most.
  static let longest = 14

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
  init?(from bytes: inout ByteQueue, as role: WebSocketRole) throws(WebSocketViolation) {
    guard bytes.count >= 2 else { return nil }
    let (first, second) = (bytes[0], bytes[1])
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

    let lengthSize = short == 127 ? 8 : short == 126 ? 2 : 0
    guard bytes.count >= 2 + lengthSize else { return nil }
    var length = UInt64(short)
    if lengthSize > 0 {
      length = bytes.number(at: 2, size: lengthSize)
      guard length >> 63 == 0 else { throw .protocolError("sent a length with its top bit set") }
      guard length >= (lengthSize == 8 ? 1 << 16 : 126) else {
        throw .protocolError("sent a length in more bytes than needed")
      }
    }
    let size = 2 + lengthSize + (isMasked ? 4 : 0)
    guard bytes.count >= size else { return nil }
    let mask =
      isMasked ? MaskingKey(word: UInt32(bytes.number(at: 2 + lengthSize, size: 4))) : nil
    self.init(isFinal: isFinal, opcode: opcode, mask: mask, length: Int(length))
    bytes.removeFirst(size)
  }

  func write(to bytes: inout [UInt8]) {
    bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
    let bit: UInt8 = mask == nil ? 0 : 0x80
    switch length {
    case ..<126: bytes.append(bit | UInt8(length))
    case ...0xFFFF:
      bytes.append(bit | 126)
      bytes.append(bigEndian: UInt16(length))
    default:
      bytes.append(bit | 127)
      bytes.append(bigEndian: UInt64(length))
    }
    if let mask { bytes.append(bigEndian: mask.word) }
  }
}

extension ByteQueue {
  /// The big-endian number in the `size` bytes from `index` on.
  fileprivate func number(at index: Int, size: Int) -> UInt64 {
    (index..<index + size).reduce(0) { $0 << 8 | UInt64(self[$1]) }
  }
}

extension [UInt8] {
  mutating func append(bigEndian number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
  }
}
