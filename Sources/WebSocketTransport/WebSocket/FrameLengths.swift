/// The lengths of the frames in a stream of bytes, each to be written in as few bytes as it needs and
/// with its top bit clear (RFC 6455 §5.2).
struct FrameLengths {
  private enum Field {
    case opcode
    case length
    case extended(remaining: Int, value: UInt64, least: UInt64, isMasked: Bool)
  }

  private var next = Field.opcode
  /// Bytes of the mask and the payload until the next frame begins.
  private var skipped: UInt64 = 0

  /// Takes what comes next of the stream.
  mutating func receive(
    _ bytes: some RandomAccessCollection<UInt8>
  ) throws(WebSocketViolation) {
    var rest = bytes[...]
    while let byte = rest.first {
      if skipped > 0 {
        let count = min(skipped, UInt64(rest.count))
        rest = rest.dropFirst(Int(count))
        skipped -= count
      } else {
        rest = rest.dropFirst()
        try receive(byte)
      }
    }
  }

  private mutating func receive(_ byte: UInt8) throws(WebSocketViolation) {
    switch next {
    case .opcode: next = .length
    case .length:
      let isMasked = byte & 0x80 != 0
      switch byte & 0x7F {
      case 126: next = .extended(remaining: 2, value: 0, least: 126, isMasked: isMasked)
      case 127: next = .extended(remaining: 8, value: 0, least: 1 << 16, isMasked: isMasked)
      case let length: end(length: UInt64(length), isMasked: isMasked)
      }
    case .extended(let remaining, let before, let least, let isMasked):
      let value = before << 8 | UInt64(byte)
      guard remaining == 1 else {
        next = .extended(
          remaining: remaining - 1, value: value, least: least, isMasked: isMasked)
        return
      }
      guard value >> 63 == 0 else { throw .protocolError("sent a length with its top bit set") }
      guard value >= least else { throw .protocolError("sent a length in more bytes than needed") }
      end(length: value, isMasked: isMasked)
    }
  }

  private mutating func end(length: UInt64, isMasked: Bool) {
    next = .opcode
    skipped = length + (isMasked ? 4 : 0)
  }
}
