/// Names for sessions that are opened here, as a service names its own.
public enum SessionID {
  /// A random UUID (RFC 9562 §5.4).
  public static func random() -> String {
    var bits = UInt128.random(in: .min ... .max)
    // Version 4 in bits 48 to 51, variant 10 in bits 64 and 65, counted from the left.
    bits = bits & ~(0xF << 76) | 0x4 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    let digits = String(bits, radix: 16)
    var text = String(repeating: "0", count: 32 - digits.count) + digits
    for position in [20, 16, 12, 8] {
      text.insert("-", at: text.index(text.startIndex, offsetBy: position))
    }
    return text
  }
}
