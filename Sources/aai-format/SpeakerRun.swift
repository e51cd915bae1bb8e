import AAIProtocol

/// A stretch of a turn that one speaker said.
struct SpeakerRun {
  /// `nil` where nobody tells speakers apart.
  var speaker: String?
  /// A part of the transcript.
  var text: Substring
  var words: ArraySlice<Word>
}

extension Turn {
  /// The turn cut where the speaker changes: its words say who spoke, its own label is a summary.
  func runs(_ names: SpeakerNames) -> [SpeakerRun] {
    let whole = SpeakerRun(
      speaker: speakerLabel.map { names[$0] }, text: transcript[...], words: words[...])
    guard words.contains(where: { $0.speaker != nil }), let ranges = wordRanges else {
      return [whole]
    }
    var runs: [SpeakerRun] = []
    // A word without a speaker goes with the one before it.
    var speaker = words.lazy.compactMap(\.speaker).first.map { names[$0] }
    var first = 0
    for index in words.indices {
      let next = words[index].speaker.map { names[$0] } ?? speaker
      if next != speaker {
        runs.append(run(speaker, first..<index, ranges))
        (speaker, first) = (next, index)
      }
    }
    runs.append(run(speaker, first..<words.count, ranges))
    return runs
  }

  private func run(_ speaker: String?, _ indices: Range<Int>, _ ranges: [Range<String.Index>])
    -> SpeakerRun
  {
    let end = ranges[indices.upperBound - 1].upperBound
    return SpeakerRun(
      speaker: speaker, text: transcript[ranges[indices.lowerBound].lowerBound..<end],
      words: words[indices])
  }

  /// Where each word lies in the transcript; `nil` when the two do not agree.
  var wordRanges: [Range<String.Index>]? {
    let (ranges, rest) = locateWords()
    return ranges.count == words.count && rest == transcript.endIndex ? ranges : nil
  }

  /// Where the first words lie, as many as agree with the transcript, and where what is behind them
  /// begins.
  func locateWords() -> (ranges: [Range<String.Index>], rest: String.Index) {
    var position = transcript.startIndex
    var ranges: [Range<String.Index>] = []
    ranges.reserveCapacity(words.count)
    for word in words {
      transcript.skipSpace(&position)
      let text = word.text.trimmed
      guard transcript.utf8[position...].starts(with: text.utf8) else { break }
      let start = position
      transcript.utf8.formIndex(&position, offsetBy: text.utf8.count)
      ranges.append(start..<position)
    }
    transcript.skipSpace(&position)
    return (ranges, position)
  }
}

extension String {
  fileprivate func skipSpace(_ position: inout Index) {
    while position < endIndex, unicodeScalars[position].isSpace {
      unicodeScalars.formIndex(after: &position)
    }
  }
}
