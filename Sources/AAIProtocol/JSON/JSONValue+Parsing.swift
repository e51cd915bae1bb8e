/// Why bytes are not one JSON text (RFC 8259), and where.
public struct JSONSyntaxError: Error, Sendable, Equatable {
  public var reason: String
  /// Offset of the offending byte.
  public var offset: Int

  public init(reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension JSONValue {
  /// Containers inside containers, at most.
  public static let depthLimit = 512

  /// Reads one JSON text with nothing but white space around it.
  ///
  /// A lone surrogate escape becomes U+FFFD. Invalid UTF-8 is an error.
  public init(parsing text: some Sequence<UInt8>) throws(JSONSyntaxError) {
    var parser = JSONTreeParser(bytes: Array(text))
    self = try parser.parse()
  }

  public init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: text.utf8)
  }
}

/// A recursive-descent parser; `depthLimit` bounds its use of the stack.
private struct JSONTreeParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(JSONSyntaxError) -> JSONValue {
    let value = try parseValue(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw error("text after the end of the value") }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func error(_ reason: String) -> JSONSyntaxError {
    JSONSyntaxError(reason: reason, offset: position)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func parseValue(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    skipSpace()
    guard let byte = next else { throw error("unexpected end") }
    switch byte {
    case UInt8(ascii: "{"):
      guard depth < JSONValue.depthLimit else { throw error("nested too deep") }
      return try parseObject(depth: depth + 1)
    case UInt8(ascii: "["):
      guard depth < JSONValue.depthLimit else { throw error("nested too deep") }
      return try parseArray(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    case UInt8(ascii: "t"): return try parse("true", as: .bool(true))
    case UInt8(ascii: "f"): return try parse("false", as: .bool(false))
    case UInt8(ascii: "n"): return try parse("null", as: .null)
    default: throw error("unexpected character")
    }
  }

  private mutating func parse(_ word: StaticString, as value: JSONValue) throws(JSONSyntaxError)
    -> JSONValue
  {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: expected) else { throw error("unexpected character") }
    position += expected.count
    return value
  }

  private mutating func parseObject(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    position += 1
    var members: [(key: String, value: JSONValue)] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw error("expected a key") }
      let key = try parseString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("expected a colon") }
      members.append((key, try parseValue(depth: depth)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw error("expected a comma or a brace") }
    }
  }

  private mutating func parseArray(depth: Int) throws(JSONSyntaxError) -> JSONValue {
    position += 1
    var values: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(values) }
    while true {
      values.append(try parseValue(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(values) }
      guard take(UInt8(ascii: ",")) else { throw error("expected a comma or a bracket") }
    }
  }

  private mutating func parseNumber() throws(JSONSyntaxError) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try skipDigits() }
    if take(UInt8(ascii: ".")) { try skipDigits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func skipDigits() throws(JSONSyntaxError) {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw error("expected a digit") }
  }

  private mutating func parseString() throws(JSONSyntaxError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("invalid UTF-8")
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        try parseEscape(into: &text)
      case 0..<0x20: throw error("control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw error("unterminated string")
  }

  private mutating func parseEscape(into text: inout [UInt8]) throws(JSONSyntaxError) {
    guard let byte = next else { throw error("unterminated string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: UTF8.encode(try parseScalar())!)
    default: throw error("unknown escape")
    }
  }

  private mutating func parseScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
    let first = try parseFourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // A high surrogate counts only with a low one right behind it.
    let resume = position
    if first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
      let second = try parseFourDigits()
      if (0xDC00...0xDFFF).contains(second) {
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))!
      }
    }
    position = resume
    return "\u{FFFD}"
  }

  private mutating func parseFourDigits() throws(JSONSyntaxError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("expected a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
