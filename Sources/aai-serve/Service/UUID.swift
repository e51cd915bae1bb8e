/// A random identifier (RFC 9562 §5.4).
enum UUID {
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for index in 0..<32 {
      if [8, 12, 16, 20].contains(index) { text.append(UInt8(ascii: "-")) }
      let nibble = Int(generator.next() >> 60)
      switch index {
      case 12: text.append(UInt8(ascii: "4"))
      case 16: text.append(digits[8 | nibble & 3])
      default: text.append(digits[nibble])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
