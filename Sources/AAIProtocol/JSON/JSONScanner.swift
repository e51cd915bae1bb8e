/// A cursor that pulls one JSON text (RFC 8259) apart, copying nothing.
///
/// What it walks over is checked in full, UTF-8 included, whether anybody wants it or not; what it
/// hands out are `JSONSlice`s, which live as long as the bytes do. Its memory is its own few words,
/// whatever the text: nesting is bounded by `depthLimit` and never uses the stack.
package struct JSONScanner {
  /// Containers inside containers, at most.
  package static let depthLimit = 512

  let start: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>
  var position: UnsafePointer<UInt8>
  var depth = 0

  /// - Parameter bytes: Must outlive the scanner and every slice it hands out.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) {
    start = bytes.baseAddress ?? JSONScanner.nothing
    end = start + bytes.count
    position = start
  }

  /// The bytes of a slice, which are one whole value.
  init(_ slice: JSONSlice) {
    start = slice.start
    end = start + slice.count
    position = start
  }

  // Never read, since it is only the start of nothing.
  nonisolated(unsafe) static let nothing = UnsafePointer(
    UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

  func failure(_ reason: String) -> JSONSyntaxError {
    JSONSyntaxError(
      reason: position < end ? reason : "unexpected end", offset: position - start)
  }

  @inline(__always)
  mutating func skipSpace() {
    while position < end, position.pointee <= 0x20 {
      switch position.pointee {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard position < end, position.pointee == byte else { return false }
    position += 1
    return true
  }

  /// The first byte of the next value, which tells its kind; nothing is consumed but white space.
  package mutating func peek() throws(JSONSyntaxError) -> UInt8 {
    skipSpace()
    guard position < end else { throw failure("unexpected end") }
    return position.pointee
  }

  /// Steps into the object or array that `peek()` has just shown.
  package mutating func enter() throws(JSONSyntaxError) {
    guard depth < Self.depthLimit else { throw failure("nested too deep") }
    depth += 1
    position += 1
  }

  /// The key of the next member, or `nil` at the end of the object, which is then left.
  ///
  /// The caller reads or skips the member's value before it asks again.
  /// - Parameter first: Whether the object has just been entered; set to false.
  package mutating func nextKey(_ first: inout Bool) throws(JSONSyntaxError) -> JSONSlice? {
    skipSpace()
    if take(UInt8(ascii: "}")) {
      depth -= 1
      return nil
    }
    if !first {
      guard take(UInt8(ascii: ",")) else { throw failure("expected a comma or a brace") }
      skipSpace()
    }
    first = false
    guard position < end, position.pointee == UInt8(ascii: "\"") else {
      throw failure("expected a key")
    }
    let opening = position
    try skipString()
    let key = JSONSlice(start: opening, count: position - opening)
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw failure("expected a colon") }
    return key
  }

  /// Whether the array has another element, which the caller then reads or skips.
  ///
  /// - Parameter first: Whether the array has just been entered; set to false.
  package mutating func nextElement(_ first: inout Bool) throws(JSONSyntaxError) -> Bool {
    skipSpace()
    if take(UInt8(ascii: "]")) {
      depth -= 1
      return false
    }
    if !first {
      guard take(UInt8(ascii: ",")) else { throw failure("expected a comma or a bracket") }
    }
    first = false
    return true
  }

  /// Calls `body` with each member of the object that has been entered, and leaves it.
  @inline(__always)
  mutating func forEachMember(_ body: (_ key: JSONSlice, _ value: JSONSlice) -> Void)
    throws(JSONSyntaxError)
  {
    var first = true
    while let key = try nextKey(&first) { body(key, try skipValue()) }
  }

  /// Fails unless only white space is left.
  package mutating func finish() throws(JSONSyntaxError) {
    skipSpace()
    guard position == end else { throw failure("text after the end of the value") }
  }
}
