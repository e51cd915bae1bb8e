/// Reads the first line of a request (RFC 9112 §3), and refuses it by the first byte that cannot be right.
struct HTTPRequestLine {
  /// Bytes of the target.
  static let targetLimit = HTTPFieldReader.sizeLimit

  /// Those of RFC 9110 and RFC 5789.
  private static let methods = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH",
  ]

  /// What the next byte belongs to.
  private enum Place {
    case method, target, version, lineFeed
  }

  private(set) var method = ""
  private(set) var target = ""
  private(set) var minorVersion = 0
  private var place = Place.method
  /// Bytes of `HTTP/1.1` that have come.
  private var versionCount = 0

  /// Whether there has been anything but empty lines.
  var hasBegun: Bool { !method.isEmpty }

  /// - Returns: Whether `byte` is the last of the line.
  mutating func take(_ byte: UInt8) throws(HTTPViolation) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    switch place {
    // Empty lines before it are skipped (RFC 9112 §2.2).
    case .method where !hasBegun && (byte == .carriageReturn || byte == .lineFeed): break
    case .method where byte == .space && Self.methods.contains(method): place = .target
    case .method:
      method.append(character)
      guard Self.methods.contains(where: { $0.hasPrefix(method) }) else { throw .startLine }
    case .target where byte == .space && target.isEmpty: break
    case .target where byte == .space:
      guard isTarget else { throw .startLine }
      place = .version
    case .target:
      guard byte.isTargetCharacter else { throw .startLine }
      guard target.utf8.count < Self.targetLimit else { throw .longTarget }
      target.append(character)
    case .version where byte == .space && versionCount == 0: break
    case .version: try takeVersion(byte)
    case .lineFeed:
      guard byte == .lineFeed else { throw .lineEnd }
      return true
    }
    return false
  }

  /// Whether the target has one of the forms there are (RFC 9112 §3.2).
  private var isTarget: Bool {
    target.hasPrefix("/") || target.hasPrefix("*") || target.contains("://") || method == "CONNECT"
  }

  private mutating func takeVersion(_ byte: UInt8) throws(HTTPViolation) {
    switch versionCount {
    case 0..<7: guard byte == HTTPStatusLine.beginning[versionCount] else { throw .startLine }
    case 7:
      guard byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") else { throw .startLine }
      minorVersion = Int(byte - UInt8(ascii: "0"))
    default:
      guard byte == .carriageReturn else { throw .startLine }
      place = .lineFeed
    }
    versionCount += 1
  }
}
