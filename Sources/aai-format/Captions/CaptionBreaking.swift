/// Chooses where one caption ends and the next one begins.
struct CaptionBreaking {
  let limits: CaptionLimits

  /// How many of the words make the next caption: as many as fit, or fewer where they read better.
  func nextBreak(in words: ArraySlice<CaptionWord>) -> Int {
    let first = words.startIndex
    var layout = LineCount(limits: limits)
    var columns = 0
    var end = first
    while end < words.endIndex, layout.take(words[end]) {
      columns += words[end].columns
      let isLate = words[end].end - words[first].start > limits.longest
      let isMuch = limits.readingTime(columns: columns) > limits.longest
      let isPause = end > first && words[end].start - words[end - 1].end >= limits.pause
      if end > first && (isLate || isMuch || isPause) { break }
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
}
