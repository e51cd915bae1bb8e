/// Reads the line before a chunk: its size in hexadecimal, and extensions, which are not looked at
/// (RFC 9112 §7.1).
struct HTTPChunkHead {
  /// What the next byte belongs to.
  private enum Place {
    case size, extensionName, extensionValue, quotedValue, escape, lineFeed
  }

  private var place = Place.size
  /// `nil` before its first digit.
  private var size: Int?

  /// - Returns: The size, once `byte` is the last of the line.
  mutating func take(_ byte: UInt8) throws(HTTPViolation) -> Int? {
    switch place {
    case .size:
      if let digit = Character(Unicode.Scalar(byte)).hexDigitValue {
        let (product, overflow) = (size ?? 0).multipliedReportingOverflow(by: 16)
        guard !overflow else { throw .chunk }
        size = product | digit
      } else {
        guard size != nil else { throw .chunk }
        try endPart(byte)
      }
    case .extensionName where byte == UInt8(ascii: "="): place = .extensionValue
    case .extensionValue where byte == UInt8(ascii: "\""): place = .quotedValue
    case .extensionName, .extensionValue:
      if !byte.isTokenCharacter { try endPart(byte) }
    case .quotedValue where byte == UInt8(ascii: "\""): place = .extensionValue
    case .quotedValue where byte == UInt8(ascii: "\\"): place = .escape
    case .quotedValue, .escape:
      guard byte.isValueCharacter else { throw .chunk }
      place = .quotedValue
    case .lineFeed:
      guard byte == .lineFeed else { throw .chunk }
      return size
    }
    return nil
  }

  private mutating func endPart(_ byte: UInt8) throws(HTTPViolation) {
    switch byte {
    case UInt8(ascii: ";"): place = .extensionName
    case .carriageReturn: place = .lineFeed
    default: throw .chunk
    }
  }
}
