import COpenSSL

/// What is the same in all spellings of a distinguished name that X509_NAME_cmp(3) takes as equal: its ASCII letters
/// and digits.
///
/// Case, white space and the kind of string do not count there. Other names may share the key.
struct NameKey: Equatable {
  private let hash: Int

  /// - Parameter name: The content of a `Name` in DER, whose every part is one attribute of a
  ///   string in bytes.
  init(_ name: ArraySlice<UInt8>) throws(UnfamiliarForm) {
    var hasher = Hasher()
    var parts = DERReader(name)
    while parts.tag != nil {
      // More attributes than one to a part are sorted, and so by their spelling.
      var part = try parts.open(DERReader.Tag.set)
      var attribute = try part.open(DERReader.Tag.sequence)
      try part.end()
      try attribute.objectIdentifier()
      let value = try Self.text(&attribute)
      try attribute.end()
      for byte in value {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
          hasher.combine(byte)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasher.combine(byte | 0x20)
        default: break
        }
      }
    }
    hash = hasher.finalize()
  }

  /// Of an `X509_NAME`.
  init(name: OpaquePointer) throws(UnfamiliarForm) {
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    guard X509_NAME_get0_der(name, &bytes, &count) == 1 else { throw UnfamiliarForm() }
    var reader = DERReader(Array(UnsafeBufferPointer(start: bytes, count: count))[...])
    try self.init(try reader.take(DERReader.Tag.sequence))
  }

  /// A string of one of the types in which each ASCII character is one byte.
  private static func text(
    _ attribute: inout DERReader
  ) throws(UnfamiliarForm) -> ArraySlice<UInt8> {
    typealias Tag = DERReader.Tag
    switch attribute.tag {
    case Tag.utf8String?:
      let value = try attribute.take(Tag.utf8String)
      guard String(validating: value, as: UTF8.self) != nil else { throw UnfamiliarForm() }
      return value
    case Tag.teletexString?: return try attribute.take(Tag.teletexString)
    case Tag.ia5String?: return try attribute.take(Tag.ia5String)
    default: return try attribute.take(Tag.printableString)
    }
  }
}
