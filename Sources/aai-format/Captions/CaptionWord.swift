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

  /// How good a place behind this word is to end a line or a caption.
  enum Closing: Int, Comparable {
    case none
    case clause
    case sentence

    static func < (left: Closing, right: Closing) -> Bool { left.rawValue < right.rawValue }
  }

  var closing: Closing {
    // What may stand behind the mark does not hide it.
    let core = text.unicodeScalars.reversed().drop { "\"'”’»)]）」』".unicodeScalars.contains($0) }
    guard let last = core.first else { return .none }
    if ".?!…。？！؟।".unicodeScalars.contains(last) { return .sentence }
    if ",;:—–、，；：،؛".unicodeScalars.contains(last) { return .clause }
    return .none
  }
}

extension CaptionWord {
  /// The words of a run, in order and with times that never run backward; one that no line could
  /// hold comes in pieces.
  ///
  /// - Parameter reached: Where words begin that have no time of their own.
  static func list(
    of run: SpeakerRun, in turn: Turn, lineWidth: Int, after reached: AudioTime
  ) -> [CaptionWord] {
    var words: [CaptionWord] = []
    var clock = 0
    for (word, followsSpace) in spelled(run, in: turn, after: reached) {
      let text = word.text.trimmed.terminalSafe
      guard !text.isEmpty else { continue }
      let start = max(clock, word.start.milliseconds)
      clock = max(start, word.end.milliseconds)
      let pieces = text.wrapped(to: lineWidth)
      for (index, piece) in pieces.enumerated() {
        // Pieces share the word's time.
        let length = clock - start
        words.append(
          CaptionWord(
            text: String(piece), width: piece.displayWidth,
            followsSpace: index == 0 ? followsSpace : false,
            start: start + length / pieces.count * index,
            end: index == pieces.count - 1 ? clock : start + length / pieces.count * (index + 1)))
      }
    }
    return words
  }

  private static func spelled(_ run: SpeakerRun, in turn: Turn, after reached: AudioTime)
    -> [(Word, followsSpace: Bool)]
  {
    guard run.words.contains(where: { !$0.text.trimmed.isEmpty }) else {
      let texts = run.text.split(whereSeparator: \.isWhitespace)
      return texts.map {
        (Word(start: reached, end: reached, text: String($0)), followsSpace: true)
      }
    }
    let ranges = turn.wordRanges
    return run.words.indices.map { index in
      let isGlued =
        ranges.map { index > 0 && $0[index].lowerBound == $0[index - 1].upperBound } ?? false
      return (run.words[index], followsSpace: !isGlued)
    }
  }
}
