extension Unicode.Scalar {
  var isSpace: Bool {
    value < 0x80 ? value == 0x20 || 0x09...0x0D ~= value : properties.isWhitespace
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    if let first = utf8.first, let last = utf8.last, 0x21...0x7E ~= first, 0x21...0x7E ~= last {
      return self
    }
    guard let first = unicodeScalars.first, let last = unicodeScalars.last,
      first.isSpace || last.isSpace
    else { return self }
    let head = unicodeScalars.drop(while: \.isSpace)
    let tail = head.lastIndex { !$0.isSpace }
    return tail.map { String(head[...$0]) } ?? ""
  }
}
