extension StringProtocol {
  /// The columns of a terminal that the text takes.
  var displayWidth: Int {
    var width = 0
    for byte in utf8 {
      // Printable ASCII, which is nearly everything, is one column a byte.
      guard byte &- 0x20 < 0x5F else { return reduce(0) { $0 + $1.displayWidth } }
      width += 1
    }
    return width
  }
}

extension Character {
  /// The columns of a terminal that one grapheme cluster takes.
  ///
  /// A cluster that is drawn as one picture (flags, joined or coloured emoji, those asked for by
  /// U+FE0F) takes two; any other takes what its scalars take.
  var displayWidth: Int {
    let scalars = unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.count == 1 { return first.displayWidth }
    let isPicture =
      first.properties.isEmoji
      && scalars.dropFirst().contains {
        $0 == "\u{FE0F}" || $0 == "\u{200D}" || $0 == "\u{20E3}"
          || $0.properties.isEmojiModifier || 0x1F1E6...0x1F1FF ~= $0.value
      }
    return isPicture ? 2 : scalars.reduce(0) { $0 + $1.displayWidth }
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    if value < 0x300 { return value < 0x20 || 0x7F...0x9F ~= value ? 0 : 1 }
    switch value {
    // Vowels and final consonants, which join the Hangul syllable before them.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return WideScalars.contains(self) ? 2 : 1
    }
  }
}
