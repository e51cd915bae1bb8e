extension StringProtocol {
  /// Whether the two differ at most in the case of ASCII letters, as names in HTTP may.
  func isSameName(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8) { $0.lowercase == $1.lowercase }
  }

  /// Without the spaces and tabs around it.
  var trimmed: SubSequence {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let last = lastIndex(where: { !isBlank($0) }) else { return self[endIndex...] }
    return self[...last].drop(while: isBlank)
  }
}

extension UInt8 {
  fileprivate var lowercase: UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
  }
}
