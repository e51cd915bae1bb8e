import AAIProtocol

/// Cuts turns into captions that keep to their limits and never overlap.
///
/// A caption is out before the next turn is known, so it is the later one that gives way: it begins
/// when the one before it has ended.
struct CueBuilder {
  private let limits: CaptionLimits
  private let names: SpeakerNames
  /// Where the last caption ends.
  private var reached = 0

  init(limits: CaptionLimits, names: SpeakerNames) {
    self.limits = limits
    self.names = names
  }

  /// Calls `body` with each caption of a turn.
  ///
  /// - Parameter label: What is written before a speaker's words; empty for nothing.
  mutating func forEachCue(
    of turn: Turn, label: (_ speaker: String) -> String, _ body: (Cue) -> Void
  ) {
    for run in turn.runs(names) {
      var words = CaptionWord.list(of: run, in: turn, lineWidth: limits.lineWidth)
      // Text without words of its own comes in parts, since there may be any amount of it.
      var text = words.isEmpty ? run.text : ""
      takeWords(of: &text, into: &words)
      if let speaker = run.speaker, let first = words.first {
        words.insert(contentsOf: heading(label(speaker), at: first.start), at: 0)
      }
      while !words.isEmpty {
        var rest = words[...]
        while !rest.isEmpty {
          let taken = rest.prefix(nextBreak(in: rest))
          body(cue(of: taken, speaker: run.speaker))
          rest = rest.dropFirst(taken.count)
        }
        words.removeAll(keepingCapacity: true)
        takeWords(of: &text, into: &words)
      }
    }
  }

  /// The words get the only time there is: that of the last caption's end.
  private func takeWords(of text: inout Substring, into words: inout [CaptionWord]) {
    while words.count < 10_000 {
      let rest = text.drop(while: \.isWhitespace)
      let followsSpace = rest.startIndex != text.startIndex
      // One that never ends comes in parts as well.
      var length = 0
      let word = rest.prefix { character in
        length += 1
        return length <= 1000 && !character.isWhitespace
      }
      text = rest[word.endIndex...]
      guard !word.isEmpty else { return }
      let time = AudioTime(milliseconds: reached)
      words.append(
        Word(start: time, end: time, text: String(word)), followsSpace: followsSpace,
        lineWidth: limits.lineWidth)
    }
  }

  private func heading(_ label: String, at start: Int) -> [CaptionWord] {
    label.wrapped(to: limits.lineWidth).map {
      CaptionWord(
        text: String($0), width: $0.displayWidth, followsSpace: true, start: start, end: start)
    }
  }

  /// How many of the words make the next caption: as many as fit, or fewer where they read better.
  private func nextBreak(in words: ArraySlice<CaptionWord>) -> Int {
    let first = words.startIndex
    var layout = LineCount(limits: limits)
    var end = first
    while end < words.endIndex, layout.take(words[end]) {
      let isLate = words[end].end - words[first].start > limits.longest
      let isPause = end > first && words[end].start - words[end - 1].end >= limits.pause
      if end > first && (isLate || isPause) { break }
      end += 1
    }
    // A word always fits alone, since it has been cut to the width of a line.
    end = max(end, first + 1)
    guard end < words.endIndex else { return end - first }
    if words[end].start - words[end - 1].end >= limits.pause { return end - first }
    return bestBreak(in: words, before: end) - first
  }

  /// The last end of a sentence, else of a clause, unless too little would be left of the caption.
  private func bestBreak(in words: ArraySlice<CaptionWord>, before end: Int) -> Int {
    let first = words.startIndex
    for (closing, share) in [(CaptionWord.Closing.sentence, 3), (.clause, 2)] {
      let earliest = first + max(1, (end - first) / share)
      for index in stride(from: end, through: earliest, by: -1)
      where words[index - 1].closing >= closing
        && words[index - 1].end - words[first].start >= limits.shortest
      {
        return index
      }
    }
    return end
  }

  private mutating func cue(of words: ArraySlice<CaptionWord>, speaker: String?) -> Cue {
    let start = max(reached, words.first?.start ?? 0)
    let spoken = words.last?.end ?? start
    let end = start + max(limits.shortest, min(limits.longest, spoken - start))
    reached = end
    return Cue(
      start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: end), speaker: speaker,
      lines: LineBreaking(limits: limits).lines(of: words))
  }
}
