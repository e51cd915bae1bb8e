/// Lays the words of one caption out in lines of about the same width.
struct LineBreaking {
  let limits: CaptionLimits

  func lines(of words: ArraySlice<CaptionWord>) -> [String] {
    var breaks: [Int] = []
    let whole = lineCount(words, width: limits.lineWidth)
    if whole == 2, let best = bestSplit(of: words) {
      breaks = [best]
    } else if whole > 1 {
      breaks = evenBreaks(of: words, into: whole)
    }
    let starts = [words.startIndex] + breaks
    return zip(starts, breaks + [words.endIndex]).map { words[$0..<$1].text }
  }

  /// Behind a mark of punctuation if the two lines do not differ too much for it.
  private func bestSplit(of words: ArraySlice<CaptionWord>) -> Int? {
    var best: (cost: Int, index: Int)?
    let whole = words.reduce(0) { $0 + $1.columns }
    // With the space before the first word, which is not written.
    var taken = 0
    for index in words.indices.dropLast() {
      taken += words[index].columns
      let upper = taken - (words[words.startIndex].followsSpace ? 1 : 0)
      let lower = whole - taken - (words[index + 1].followsSpace ? 1 : 0)
      guard upper <= limits.lineWidth, lower <= limits.lineWidth else { continue }
      let bonus = words[index].closing == .none ? 0 : limits.lineWidth / 3
      // A longer second line reads better than a longer first one.
      let cost = abs(upper - lower) - bonus + (upper > lower ? 1 : 0)
      if cost < best?.cost ?? .max { best = (cost, index + 1) }
    }
    return best?.index
  }

  /// The narrowest width that needs no more lines.
  private func evenBreaks(of words: ArraySlice<CaptionWord>, into count: Int) -> [Int] {
    var (low, high) = (1, limits.lineWidth)
    while low < high {
      let middle = (low + high) / 2
      if lineCount(words, width: middle) <= count { high = middle } else { low = middle + 1 }
    }
    var breaks: [Int] = []
    var layout = LineCount(width: low, limit: .max)
    for index in words.indices {
      let before = layout.lines
      _ = layout.take(words[index])
      if before > 0 && layout.lines > before { breaks.append(index) }
    }
    return breaks
  }

  /// `Int.max` where a word alone is wider.
  private func lineCount(_ words: ArraySlice<CaptionWord>, width: Int) -> Int {
    var layout = LineCount(width: width, limit: .max)
    for word in words where !layout.take(word) { return .max }
    return layout.lines
  }
}
