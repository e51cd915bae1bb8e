/// Reads the field lines of a head, or of a trailer section, up to the empty line (RFC 9112 §5).
///
/// A line that is folded, has a space before its colon or ends in a bare line feed is refused: two readers
/// that differ about those differ about where a message ends.
struct HTTPFieldReader {
  /// Bytes of a name or of a value.
  static let sizeLimit = 80 << 10
  static let countLimit = 256

  /// What the next byte belongs to.
  private enum Place {
    case name, value, lineFeed, lastLineFeed
  }

  private(set) var fields = HTTPFields()
  private var place = Place.name
  private var name: [UInt8] = []
  private var value: [UInt8] = []

  /// - Returns: Whether `byte` is the last of the empty line.
  mutating func take(_ byte: UInt8) throws(HTTPViolation) -> Bool {
    switch place {
    case .name where byte == UInt8(ascii: ":") && !name.isEmpty: place = .value
    case .name where byte == .carriageReturn && name.isEmpty: place = .lastLineFeed
    case .name:
      guard byte.isTokenCharacter else { throw .fieldLine }
      guard name.count < Self.sizeLimit else { throw .longField }
      name.append(byte)
    case .value where byte == .carriageReturn: place = .lineFeed
    case .value where value.isEmpty && (byte == .space || byte == .tab): break
    case .value:
      guard byte.isValueCharacter else { throw .fieldLine }
      guard value.count < Self.sizeLimit else { throw .longField }
      value.append(byte)
    case .lineFeed:
      guard byte == .lineFeed else { throw .lineEnd }
      try finishLine()
    case .lastLineFeed:
      guard byte == .lineFeed else { throw .lineEnd }
      return true
    }
    return false
  }

  private mutating func finishLine() throws(HTTPViolation) {
    guard fields.lines.count < Self.countLimit else { throw .manyFields }
    while value.last == .space || value.last == .tab { value.removeLast() }
    fields.append(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    name.removeAll(keepingCapacity: true)
    value.removeAll(keepingCapacity: true)
    place = .name
  }
}
