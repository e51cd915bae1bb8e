/// A message that comes in parts, and is refused with the first byte that cannot be text.
struct PartialMessage {
  let isText: Bool
  private(set) var bytes: [UInt8] = []
  /// How many of them are known to be whole characters.
  private var checked = 0

  init(isText: Bool) { self.isText = isText }

  /// Whether what has come so far can be part of such a message (RFC 6455 §8.1).
  mutating func append(_ part: [UInt8], isLast: Bool) -> Bool {
    if bytes.isEmpty { bytes = part } else { bytes += part }
    guard isText else { return true }
    let open = isLast ? 0 : Self.openEnd(of: bytes.span)
    let whole = bytes.count - open
    guard Self.isText(bytes.span.extracting(checked..<whole)) else { return false }
    checked = whole
    return Self.isBeginning(bytes.suffix(open))
  }

  /// Whether a character can begin with these bytes, no more than three.
  private static func isBeginning(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first else { return true }
    // Whatever a character may begin with, one of these two endings makes it whole.
    return [0x80, 0xBF].contains { (ending: UInt8) in
      let missing = length(ofCharacterWith: first) - bytes.count
      let character = Array(bytes) + [UInt8](repeating: ending, count: missing)
      return isText(character.span)
    }
  }

  static func isText(_ bytes: Span<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes)) != nil
  }

  /// How many bytes at the end begin a character that is not whole.
  private static func openEnd(of bytes: Span<UInt8>) -> Int {
    for count in 1...3 where count <= bytes.count {
      let byte = bytes[bytes.count - count]
      if byte & 0xC0 == 0x80 { continue }
      return length(ofCharacterWith: byte) > count ? count : 0
    }
    return 0
  }

  private static func length(ofCharacterWith byte: UInt8) -> Int {
    switch byte {
    case ..<0xC0: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }
}
