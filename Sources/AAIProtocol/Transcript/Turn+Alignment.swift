extension Turn {
  /// Makes the words spell the transcript, which is what was said.
  ///
  /// Somebody may have corrected or redacted the transcript, or the words came without punctuation:
  /// then they lend it their times, confidences and speakers.
  ///
  /// - Parameter speechStart: When the turn began, in case no word says so.
  mutating func alignWords(speechStart: AudioTime?) {
    guard !words.isEmpty || speechStart != nil, !spellsTranscript else { return }
    var spelled = WordsByLetter(transcript, words)?.words
    if spelled == nil { spelled = WordsByUnit(transcript, words, speechStart: speechStart)?.words }
    if let spelled { words = spelled }
  }

  /// Leaves out words without text, unless there are no others: these tell at least when.
  mutating func dropBlankWords() {
    guard words.contains(where: { $0.text.isBlank }), !words.allSatisfy({ $0.text.isBlank }) else {
      return
    }
    words.removeAll { $0.text.isBlank }
  }

  /// Whether the words are the transcript, but for the spaces between them.
  private var spellsTranscript: Bool {
    var rest = transcript.utf8[...]
    for word in words {
      rest = rest.drop(while: \.isASCIISpace)
      let text = word.text.utf8.drop(while: \.isASCIISpace)
      let trimmed = text.prefix(text.count - text.reversed().prefix(while: \.isASCIISpace).count)
      guard !trimmed.isEmpty, rest.starts(with: trimmed) else { return false }
      rest = rest.dropFirst(trimmed.count)
    }
    return rest.allSatisfy(\.isASCIISpace)
  }
}

/// Words cut anew out of a transcript that has the same letters, and other marks around them.
private struct WordsByLetter {
  let words: [Word]

  /// `nil` where the letters differ.
  init?(_ transcript: String, _ words: [Word]) {
    var cut: [Word] = []
    cut.reserveCapacity(words.count)
    let scalars = transcript.unicodeScalars
    var start = scalars.startIndex
    var position = start
    for word in words {
      let letters = word.text.lettersFolded
      guard !letters.isEmpty else { return nil }
      var rest = letters[...]
      while !rest.isEmpty {
        guard position < scalars.endIndex else { return nil }
        for scalar in scalars[position].lettersFolded {
          guard rest.popFirst() == scalar else { return nil }
        }
        scalars.formIndex(after: &position)
      }
      // Marks behind a word are its own up to the next space; the others belong to the next one.
      while position < scalars.endIndex, !scalars[position].isLetter, !scalars[position].isSpace {
        scalars.formIndex(after: &position)
      }
      var word = word
      word.text = String(scalars[start..<position])
      cut.append(word)
      start = position
    }
    guard scalars[position...].allSatisfy({ !$0.isLetter }) else { return nil }
    if !cut.isEmpty, start < scalars.endIndex {
      cut[cut.count - 1].text += String(scalars[start...])
    }
    self.words = cut
  }
}

/// Words that are made of a transcript's own units, and take what they can from those that were heard.
private struct WordsByUnit {
  /// How far the two may differ before they are no longer compared, in units.
  private static let window = 48

  private(set) var words: [Word] = []

  /// `nil` where nothing tells when it was said.
  init?(_ transcript: String, _ heard: [Word], speechStart: AudioTime?) {
    guard let start = heard.first?.start ?? speechStart else { return nil }
    let units = transcript.units
    var said: [(unit: Word, letters: [Unicode.Scalar])] = []
    for word in heard {
      let parts = word.text.units
      let length = word.end - word.start
      for (index, part) in parts.enumerated() {
        var unit = word
        unit.text = part
        unit.start = word.start + length / parts.count * index
        unit.end =
          index == parts.count - 1 ? word.end : word.start + length / parts.count * (index + 1)
        said.append((unit, part.lettersFolded))
      }
    }
    let letters = units.map(\.lettersFolded)
    // Blank words tell no more than when the turn was.
    let end = heard.last?.end ?? start + .milliseconds(70) * transcript.count
    var (i, j) = (0, 0)
    while i < units.count {
      if j < said.count, letters[i] == said[j].letters {
        var word = said[j].unit
        word.text = units[i]
        words.append(word)
        (i, j) = (i + 1, j + 1)
        continue
      }
      let (more, others) = Self.next(
        letters[i...], said[j...].prefix(Self.window + 1).map(\.letters))
      lend(
        said[j..<j + others].map(\.unit), to: Array(units[i..<i + more]),
        from: words.last?.end ?? start,
        until: j + others < said.count
          ? said[j + others].unit.start : max(end, said.last?.unit.end ?? end))
      (i, j) = (i + more, j + others)
    }
  }

  /// How many units of either differ before they agree again.
  private static func next(
    _ units: ArraySlice<[Unicode.Scalar]>, _ said: [[Unicode.Scalar]]
  ) -> (Int, Int) {
    let said = said[...]
    for distance in 1...window {
      for more in 0...distance {
        let (i, j) = (units.startIndex + more, said.startIndex + distance - more)
        guard i < units.endIndex, j < said.endIndex, units[i] == said[j] else { continue }
        return (more, distance - more)
      }
    }
    return (min(units.count, window), min(said.count, window))
  }

  /// Gives units the times of the words in whose place they stand, or those between their neighbours.
  private mutating func lend(
    _ heard: [Word], to units: [String], from previous: AudioTime, until next: AudioTime
  ) {
    if heard.count == units.count {
      for (word, unit) in zip(heard, units) {
        var word = word
        word.text = unit
        words.append(word)
      }
      return
    }
    let start = heard.first?.start ?? previous
    let end = max(start, heard.last?.end ?? next)
    let total = max(1, units.reduce(0) { $0 + $1.count })
    var taken = 0
    for unit in units {
      // Of several words, the one that was spoken then.
      var word =
        heard.isEmpty
        ? Word(start: start, end: end, text: unit)
        : heard[min(heard.count - 1, heard.count * taken / total)]
      word.text = unit
      word.start = start + (end - start) * taken / total
      taken += unit.count
      word.end = start + (end - start) * taken / total
      if heard.isEmpty, let last = words.last {
        word.speaker = last.speaker
        word.confidence = last.confidence
      }
      words.append(word)
    }
  }
}

extension String {
  /// What stands between spaces; in scripts without spaces, each character with the marks behind it.
  fileprivate var units: [String] {
    var units: [String] = []
    var unit = ""
    for character in self {
      if character.isWhitespace {
        if !unit.isEmpty { units.append(unit) }
        unit = ""
      } else {
        let standsAlone = character.unicodeScalars.first?.isUnspaced == true
        let isMark = character.unicodeScalars.allSatisfy { !$0.isLetter }
        let followsUnspaced = unit.unicodeScalars.contains(where: \.isUnspaced)
        if !unit.isEmpty, standsAlone || followsUnspaced && !isMark {
          units.append(unit)
          unit = ""
        }
        unit.append(character)
      }
    }
    return unit.isEmpty ? units : units + [unit]
  }

  /// Its letters and digits, without case.
  fileprivate var lettersFolded: [Unicode.Scalar] {
    unicodeScalars.flatMap(\.lettersFolded)
  }

  fileprivate var isBlank: Bool { unicodeScalars.allSatisfy(\.isSpace) }
}

extension Unicode.Scalar {
  /// Itself in lower case; nothing for what is no letter, digit or mark on one.
  fileprivate var lettersFolded: [Unicode.Scalar] {
    guard isLetter else { return [] }
    if value < 0x80 { return [value &- 0x41 < 26 ? Unicode.Scalar(UInt8(value) | 0x20) : self] }
    return Array(properties.lowercaseMapping.unicodeScalars)
  }

  fileprivate var isLetter: Bool {
    if value < 0x80 { return 0x30...0x39 ~= value || 0x41...0x5A ~= value & ~0x20 }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .otherSymbol:
      return true
    default: return false
    }
  }

  fileprivate var isSpace: Bool { properties.isWhitespace }

  /// Whether it is of a script that is written without spaces: Han, kana, Thai, Lao, Khmer, Burmese.
  fileprivate var isUnspaced: Bool {
    switch value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}

extension UInt8 {
  fileprivate var isASCIISpace: Bool { self == 0x20 || 0x09...0x0D ~= self }
}
