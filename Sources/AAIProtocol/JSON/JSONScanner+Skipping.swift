extension JSONScanner {
  /// Steps over the next value, whatever it is, and answers its bytes.
  package mutating func skipValue() throws(JSONSyntaxError) -> JSONSlice {
    skipSpace()
    let opening = position
    guard position < end else { throw failure("unexpected end") }
    switch position.pointee {
    case UInt8(ascii: "{"), UInt8(ascii: "["): try skipContainer()
    default: try skipScalar()
    }
    return JSONSlice(start: opening, count: position - opening)
  }

  /// The kinds of the open containers are bits, so that depth costs no stack.
  private mutating func skipContainer() throws(JSONSyntaxError) {
    var isObject = InlineArray<8, UInt64>(repeating: 0)
    let floor = depth
    repeat {
      // Here a value begins.
      skipSpace()
      guard position < end else { throw failure("unexpected end") }
      let byte = position.pointee
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        try enter()
        let (word, bit) = ((depth - 1) >> 6, UInt64(1) << UInt64((depth - 1) & 63))
        if byte == UInt8(ascii: "{") {
          isObject[word] |= bit
          skipSpace()
          if !take(UInt8(ascii: "}")) {
            try skipKey()
            continue
          }
        } else {
          isObject[word] &= ~bit
          skipSpace()
          if !take(UInt8(ascii: "]")) { continue }
        }
        depth -= 1
      } else {
        try skipScalar()
      }
      // Here a value has ended.
      while depth > floor {
        skipSpace()
        let inObject = isObject[(depth - 1) >> 6] >> UInt64((depth - 1) & 63) & 1 == 1
        if take(UInt8(ascii: ",")) {
          if inObject {
            skipSpace()
            try skipKey()
          }
          break
        }
        guard take(inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw failure(inObject ? "expected a comma or a brace" : "expected a comma or a bracket")
        }
        isObject[(depth - 1) >> 6] &= ~(1 << UInt64((depth - 1) & 63))
        depth -= 1
      }
    } while depth > floor
  }

  @inline(__always)
  private mutating func skipKey() throws(JSONSyntaxError) {
    guard position < end, position.pointee == UInt8(ascii: "\"") else {
      throw failure("expected a key")
    }
    try skipString()
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw failure("expected a colon") }
  }

  @inline(__always)
  private mutating func skipScalar() throws(JSONSyntaxError) {
    switch position.pointee {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try skipNumber()
    case UInt8(ascii: "t"): try skip("true")
    case UInt8(ascii: "f"): try skip("false")
    case UInt8(ascii: "n"): try skip("null")
    default: throw failure("unexpected character")
    }
  }

  @inline(__always)
  private mutating func skip(_ word: StaticString) throws(JSONSyntaxError) {
    for index in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[index]) else { throw failure("unexpected character") }
    }
  }

  @inline(__always)
  private mutating func skipNumber() throws(JSONSyntaxError) {
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try skipDigits() }
    if take(UInt8(ascii: ".")) { try skipDigits() }
    if position < end, position.pointee | 0x20 == UInt8(ascii: "e") {
      position += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits()
    }
  }

  @inline(__always)
  private mutating func skipDigits() throws(JSONSyntaxError) {
    let first = position
    while position < end, position.pointee &- UInt8(ascii: "0") < 10 { position += 1 }
    guard position > first else { throw failure("expected a digit") }
  }

  /// Steps over a string, from its opening quote to behind its closing one.
  @inline(__always)
  mutating func skipString() throws(JSONSyntaxError) {
    position += 1
    while true {
      skipPlainText()
      guard position < end else { throw failure("unterminated string") }
      switch position.pointee {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"): try skipEscape()
      case 0..<0x20: throw failure("control character in a string")
      default: try skipEncodedScalar()
      }
    }
  }

  /// Advances to the next byte that is a quote, a backslash, a control character or not ASCII.
  ///
  /// Eight bytes at a time: a byte of `found` has its high bit set where one of the four was seen.
  /// Borrows can set bits above the lowest one that is right, so only the lowest is used.
  @inline(__always)
  private mutating func skipPlainText() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while end - position >= 8 {
      let word = UnsafeRawPointer(position).loadUnaligned(as: UInt64.self).littleEndian
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let found =
        ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        | ((word &- (ones &* 0x20)) & ~word) | word
      let marks = found & (ones &* 0x80)
      if marks != 0 {
        position += marks.trailingZeroBitCount >> 3
        return
      }
      position += 8
    }
    while position < end, position.pointee.isPlainText { position += 1 }
  }

  private mutating func skipEscape() throws(JSONSyntaxError) {
    position += 1
    guard position < end else { throw failure("unterminated string") }
    switch position.pointee {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard position < end, position.pointee.hexDigit != nil else {
          throw failure("expected a hexadecimal digit")
        }
        position += 1
      }
    default: throw failure("unknown escape")
    }
  }

  /// Steps over one scalar beyond ASCII, if it is well formed (Unicode 15, table 3-7).
  private mutating func skipEncodedScalar() throws(JSONSyntaxError) {
    let lead = position.pointee
    var second: ClosedRange<UInt8> = 0x80...0xBF
    let length: Int
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: throw failure("invalid UTF-8")
    }
    guard end - position >= length, second.contains(position[1]) else {
      throw failure("invalid UTF-8")
    }
    for index in 2..<max(length, 2) {
      guard 0x80...0xBF ~= position[index] else { throw failure("invalid UTF-8") }
    }
    position += length
  }
}

extension UInt8 {
  fileprivate var isPlainText: Bool {
    self >= 0x20 && self < 0x80 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
  }

  var hexDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
