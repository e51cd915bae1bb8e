/// Tells text, such as a page that a server sends instead of a file, from samples.
///
/// Text is what has no control characters, is UTF-8, and uses several characters: a hundred samples
/// in a row are not like that by chance, and a constant one uses few.
enum TextSniff {
  /// Bytes that are enough to be sure.
  static let enough = 256
  /// Bytes of a whole input that are.
  private static let least = 32
  private static let distinct = 8

  /// Whether bytes can be the beginning of text.
  static func canBegin(_ bytes: [UInt8]) -> Bool {
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D })
    else { return false }
    // The last character may not be whole.
    return (0...3).contains { cut in
      bytes.count >= cut && String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
  }

  /// Whether bytes, which are all there is or `enough`, are text.
  static func isText(_ bytes: [UInt8]) -> Bool {
    let ascii = bytes.count { $0 < 0x80 }
    return bytes.count >= least && ascii * 4 >= bytes.count * 3
      && Set(bytes).count >= distinct && canBegin(bytes)
  }
}
