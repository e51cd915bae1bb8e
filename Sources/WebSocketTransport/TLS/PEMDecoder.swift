/// Undoes the base64 of a PEM block, line by line (RFC 7468).
struct PEMDecoder {
  private var bytes: [UInt8] = []
  private var bits: UInt32 = 0
  private var digits = 0
  private var padding = 0

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, digit) in alphabet.utf8.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  /// - Returns: Whether the line is base64.
  mutating func add(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
    for byte in line {
      let value = Self.values[Int(byte)]
      guard value != 0xFF, padding == 0 else {
        guard byte == UInt8(ascii: "=") else { return false }
        padding += 1
        continue
      }
      bits = bits << 6 | UInt32(value)
      digits += 1
      if digits & 3 == 0 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
      }
    }
    return true
  }

  /// What the lines came to; `nil` if they end in the middle. The next line begins another block.
  mutating func finish() -> [UInt8]? {
    defer { self = PEMDecoder() }
    guard (digits + padding) & 3 == 0 else { return nil }
    switch digits & 3 {
    case 0 where padding == 0: break
    case 2 where padding == 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3 where padding == 1:
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    return bytes
  }
}
