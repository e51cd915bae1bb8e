/// One JSON value where it lies in its text, checked but not yet decoded.
///
/// It is only good while the scanner's bytes are. The empty slice stands for a value that is not
/// there, and answers `nil` to every question.
package struct JSONSlice {
  var start: UnsafePointer<UInt8>
  package var count: Int

  // Its pointer is never read.
  nonisolated(unsafe) static let absent = JSONSlice(start: JSONScanner.nothing, count: 0)

  var first: UInt8 { count > 0 ? start.pointee : 0 }

  package var isPresent: Bool { count > 0 }
  package var isNumber: Bool {
    first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10
  }
  package var isString: Bool { first == UInt8(ascii: "\"") }
  package var isObject: Bool { first == UInt8(ascii: "{") }
  package var isArray: Bool { first == UInt8(ascii: "[") }

  /// The value as it is spelled.
  package var spelling: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: count)
  }

  package var bool: Bool? {
    switch first {
    case UInt8(ascii: "t"): true
    case UInt8(ascii: "f"): false
    default: nil
    }
  }

  /// A number without its fraction, and no further from zero than 2⁵³: sums cannot overflow.
  package var int: Int? {
    guard isNumber else { return nil }
    let limit = 1 << 53
    let isNegative = first == UInt8(ascii: "-")
    var value = 0
    for index in (isNegative ? 1 : 0)..<count {
      let digit = start[index] &- UInt8(ascii: "0")
      guard digit < 10 else {
        // A fraction or an exponent.
        let value = Double(String(decoding: spelling, as: UTF8.self)) ?? 0
        return Int(max(-Double(limit), min(Double(limit), value)))
      }
      value = min(value * 10 + Int(digit), limit)
    }
    return isNegative ? -value : value
  }

  /// A number, if it is finite as a `Double`.
  package var double: Double? {
    guard isNumber else { return nil }
    if let value = shortDecimal { return value }
    return Double(String(decoding: spelling, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// `12.345`, when both its digits and the power of ten are exact as `Double`s: their quotient is
  /// then rounded once, as the nearest value must be.
  private var shortDecimal: Double? {
    guard count <= 16 else { return nil }
    var digits = 0
    var scale = 1.0
    var isFraction = false
    for byte in spelling {
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        digits = digits * 10 + Int(digit)
        if isFraction { scale *= 10 }
      } else if byte == UInt8(ascii: ".") {
        isFraction = true
      } else {
        return nil
      }
    }
    return digits < 1 << 53 ? Double(digits) / scale : nil
  }
}

extension JSONSlice {
  /// Calls `body` with each element of an array, or never if it is none.
  package func forEachElement(_ body: (JSONSlice) -> Void) {
    guard isArray else { return }
    walk { (scanner) throws(JSONSyntaxError) in
      var first = true
      while try scanner.nextElement(&first) { body(try scanner.skipValue()) }
    }
  }

  /// Calls `body` with each member of an object in its order, or never if it is none.
  package func forEachMember(_ body: (_ key: JSONSlice, _ value: JSONSlice) -> Void) {
    guard isObject else { return }
    walk { (scanner) throws(JSONSyntaxError) in try scanner.forEachMember(body) }
  }

  /// Calls `body` with a scanner inside each object of an array, which it is to leave.
  func forEachObject(_ body: (inout JSONScanner) throws(JSONSyntaxError) -> Void) {
    guard isArray else { return }
    walk { (scanner) throws(JSONSyntaxError) in
      var first = true
      while try scanner.nextElement(&first) {
        if try scanner.peek() == UInt8(ascii: "{") {
          try scanner.enter()
          try body(&scanner)
        } else {
          _ = try scanner.skipValue()
        }
      }
    }
  }

  private func walk(_ body: (inout JSONScanner) throws(JSONSyntaxError) -> Void) {
    var scanner = JSONScanner(self)
    do throws(JSONSyntaxError) {
      try scanner.enter()
      try body(&scanner)
    } catch {
      preconditionFailure("a slice is checked before it is handed out")
    }
  }

  /// An element of an array, or the absent value.
  func element(_ index: Int) -> JSONSlice {
    var found = JSONSlice.absent
    var count = 0
    forEachElement { element in
      if count == index { found = element }
      count += 1
    }
    return found
  }

  /// The value of a member; of a key given twice, the last.
  func member(_ name: StaticString) -> JSONSlice {
    var found = JSONSlice.absent
    forEachMember { key, value in if key.reads(name) { found = value } }
    return found
  }
}
