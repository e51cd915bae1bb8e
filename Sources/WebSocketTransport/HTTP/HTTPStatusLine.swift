/// Reads the first line of an answer (RFC 9112 §4), and refuses it by the first byte that cannot be right.
struct HTTPStatusLine {
  static let beginning = Array("HTTP/1.".utf8)

  private(set) var minorVersion = 0
  private(set) var status = 0
  private var count = 0
  private var isEnding = false

  /// Whether there has been anything but empty lines.
  var hasBegun: Bool { count > 0 }

  /// - Returns: Whether `byte` is the last of the line.
  mutating func take(_ byte: UInt8) throws(HTTPViolation) -> Bool {
    if isEnding {
      guard byte == .lineFeed else { throw .lineEnd }
      return true
    }
    switch count {
    // Empty lines before it are skipped (RFC 9112 §2.2).
    case 0 where byte == .carriageReturn || byte == .lineFeed: return false
    case 0..<7: guard byte == Self.beginning[count] else { throw .startLine }
    case 7:
      guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { throw .startLine }
      minorVersion = Int(byte - UInt8(ascii: "0"))
    case 8: guard byte == .space else { throw .startLine }
    case 9..<12:
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { throw .startLine }
      status = status * 10 + Int(byte - UInt8(ascii: "0"))
    case _ where byte == .carriageReturn: isEnding = true
    case 12: guard byte == .space else { throw .startLine }
    // The reason phrase is not looked at.
    default: guard byte != .lineFeed else { throw .lineEnd }
    }
    count += 1
    return false
  }
}
