extension JSONSlice {
  /// The text of a string; a lone surrogate in it is U+FFFD.
  package var string: String? {
    guard isString else { return nil }
    let raw = UnsafeBufferPointer(start: start + 1, count: count - 2)
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var text: [UInt8] = []
    text.reserveCapacity(raw.count)
    var position = 0
    while position < raw.count {
      if raw[position] == UInt8(ascii: "\\") {
        Self.unescape(raw, &position, into: &text)
      } else {
        text.append(raw[position])
        position += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether this is a string without escapes that reads `text`.
  package func reads(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount + 2, isString else { return false }
    for index in 0..<text.utf8CodeUnitCount where start[index + 1] != text.utf8Start[index] {
      return false
    }
    return true
  }

  private static func unescape(
    _ raw: UnsafeBufferPointer<UInt8>, _ position: inout Int, into text: inout [UInt8]
  ) {
    let letter = raw[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text.append(
        contentsOf: UTF8.encode(scalar(raw, &position)) ?? UTF8.encodedReplacementCharacter)
    default: text.append(letter)
    }
  }

  /// Reads the digits of `\uXXXX`, and of the one behind it when the two are a surrogate pair.
  private static func scalar(_ raw: UnsafeBufferPointer<UInt8>, _ position: inout Int)
    -> Unicode.Scalar
  {
    let high = fourDigits(raw, position)
    position += 4
    if let scalar = Unicode.Scalar(high) { return scalar }
    if high < 0xDC00, position + 6 <= raw.count, raw[position] == UInt8(ascii: "\\"),
      raw[position + 1] == UInt8(ascii: "u")
    {
      let low = fourDigits(raw, position + 2)
      if 0xDC00...0xDFFF ~= low {
        position += 6
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    return "\u{FFFD}"
  }

  private static func fourDigits(_ raw: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt32 {
    raw[position..<position + 4].reduce(0) { $0 << 4 | UInt32($1.hexDigit ?? 0) }
  }
}
