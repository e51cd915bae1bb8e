import AAIProtocol

/// The certificates of a PEM file (RFC 7468), in the form that tools write: lines of 64 digits, and whatever text in
/// between.
struct PEMCertificates {
  /// One of them, and the place of its block in the file.
  struct Certificate {
    let der: [UInt8]
    let place: Range<Int>
  }

  private static let begin = Array("-----BEGIN CERTIFICATE-----".utf8)
  private static let end = Array("-----END CERTIFICATE-----".utf8)
  private static let dashes = Array("-----".utf8)
  private static let digitsOfLine = 64

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next certificate, nil at the end.
  mutating func next() throws(UnfamiliarForm) -> Certificate? {
    while position < bytes.count {
      let start = position
      let line = nextLine()
      if line.elementsEqual(Self.begin) { return try block(from: start) }
      // A block of another kind, or a line that its reader could take for a mark; and at a zero
      // byte OpenSSL stops.
      guard !line.contains(0), !line.contains(Self.dashes) else { throw UnfamiliarForm() }
    }
    return nil
  }

  private mutating func block(from start: Int) throws(UnfamiliarForm) -> Certificate {
    var digits: [UInt8] = []
    var isOver = false
    while position < bytes.count {
      let line = nextLine()
      if line.elementsEqual(Self.end) {
        guard let der = Base64.bytes(digits) else { throw UnfamiliarForm() }
        return Certificate(der: der, place: start..<position)
      }
      // An empty line would make a header of what stands before it.
      guard !isOver, 1...Self.digitsOfLine ~= line.count else { throw UnfamiliarForm() }
      isOver = line.count < Self.digitsOfLine
      digits += line
    }
    throw UnfamiliarForm()
  }

  private mutating func nextLine() -> ArraySlice<UInt8> {
    let rest = bytes[position...]
    let line = rest.prefix { $0 != UInt8(ascii: "\n") }
    position = min(line.endIndex + 1, bytes.count)
    return line
  }
}
