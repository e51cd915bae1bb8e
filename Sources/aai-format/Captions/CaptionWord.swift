import AAIProtocol

/// A word on its way into a caption.
struct CaptionWord {
  var text: String
  var width: Int
  /// Whether a space comes before it; not every script has any.
  var followsSpace: Bool
  /// In milliseconds of the stream.
  var start: Int
  var end: Int

  /// What it takes of a line.
  var columns: Int { width + (followsSpace ? 1 : 0) }

  /// How good a place behind this word is to end a line or a caption.
  enum Closing: Int, Comparable {
    case none
    case clause
    case sentence

    static func < (left: Closing, right: Closing) -> Bool { left.rawValue < right.rawValue }
  }

  var closing: Closing {
    if let last = text.utf8.last, last | 0x20 >= 0x61, last < 0x7B { return .none }
    // What may stand behind the mark does not hide it.
    let core = text.unicodeScalars.reversed().drop { "\"'”’»)]）」』".unicodeScalars.contains($0) }
    guard let last = core.first else { return .none }
    if ".?!…。？！؟।".unicodeScalars.contains(last) { return .sentence }
    if ",;:—–、，；：،؛".unicodeScalars.contains(last) { return .clause }
    return .none
  }
}

extension CaptionWord {
  /// The words of a run, in order and with times that never run backward, from `earliest` on; one
  /// that no line could hold comes in pieces.
  static func list(of run: SpeakerRun, in turn: Turn, lineWidth: Int, after earliest: Int)
    -> [CaptionWord]
  {
    var words: [CaptionWord] = []
    words.reserveCapacity(run.words.count)
    let ranges = turn.wordRanges
    for index in run.words.indices {
      let isGlued =
        ranges.map { index > 0 && $0[index].lowerBound == $0[index - 1].upperBound } ?? false
      words.append(
        run.words[index], followsSpace: !isGlued, lineWidth: lineWidth, after: earliest)
    }
    return words
  }
}

extension [CaptionWord] {
  mutating func append(
    _ word: Word, followsSpace: Bool, lineWidth: Int, after earliest: Int = 0
  ) {
    let text = word.text.trimmed.terminalSafe
    guard !text.isEmpty else { return }
    let start = Swift.max(last?.start ?? earliest, word.start.milliseconds)
    let length = Swift.max(start, word.end.milliseconds) - start
    let width = text.displayWidth
    if width <= lineWidth {
      return append(
        CaptionWord(
          text: text, width: width, followsSpace: followsSpace, start: start, end: start + length))
    }
    let pieces = text.wrapped(to: lineWidth)
    for (index, piece) in pieces.enumerated() {
      // Pieces share the word's time.
      append(
        CaptionWord(
          text: String(piece), width: piece.displayWidth,
          followsSpace: index == 0 ? followsSpace : false,
          start: start + length / pieces.count * index,
          end: index == pieces.count - 1
            ? start + length : start + length / pieces.count * (index + 1)))
    }
  }
}

extension ArraySlice<CaptionWord> {
  /// The words as a line.
  var text: String {
    var text = ""
    for word in self {
      if word.followsSpace && !text.isEmpty { text += " " }
      text += word.text
    }
    return text
  }
}
