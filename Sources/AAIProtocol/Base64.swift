/// Bytes as text (RFC 4648 §4), with padding.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func text(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      let second = count > 1 ? bytes[start + 1] : 0
      let third = count > 2 ? bytes[start + 2] : 0
      text.append(alphabet[Int(bytes[start] >> 2)])
      text.append(alphabet[Int((bytes[start] & 0x03) << 4 | second >> 4)])
      text.append(count > 1 ? alphabet[Int((second & 0x0F) << 2 | third >> 6)] : UInt8(ascii: "="))
      text.append(count > 2 ? alphabet[Int(third & 0x3F)] : UInt8(ascii: "="))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that `text` stands for; `nil` when it is no whole base64 with padding.
  package static func bytes(_ text: String) -> [UInt8]? { bytes(Array(text.utf8)) }

  package static func bytes(_ digits: [UInt8]) -> [UInt8]? {
    let padding = digits.suffix(2).count { $0 == UInt8(ascii: "=") }
    guard digits.count.isMultiple(of: 4) else { return nil }
    let digits = digits.dropLast(padding) + repeatElement(UInt8(ascii: "A"), count: padding)
    let values = values
    var seen: UInt32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 4 * 3) { bytes, count in
      for start in stride(from: 0, to: digits.count, by: 4) {
        var bits: UInt32 = 0
        for digit in digits[start..<start + 4] {
          let value = values[Int(digit)]
          seen |= value
          bits = bits << 6 | value
        }
        bytes[count] = UInt8(truncatingIfNeeded: bits >> 16)
        bytes[count + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        bytes[count + 2] = UInt8(truncatingIfNeeded: bits)
        count += 3
      }
      count -= padding
    }
    return seen < 64 ? bytes : nil
  }

  /// By digit: its value, or one that no digit has.
  private static let values: [UInt32] = {
    var values = [UInt32](repeating: .max, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt32(value) }
    return values
  }()
}
