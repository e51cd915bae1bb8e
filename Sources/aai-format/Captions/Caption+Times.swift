extension Caption {
  private var firstWord: Int { parts.compactMap(\.words.first?.start).min() ?? start }

  private var lastWord: Int { parts.compactMap(\.words.last?.end).max() ?? start }

  private var readingTime: Int {
    let columns = parts.reduce(0) { columns, part in
      columns + (parts.count > 1 ? 2 : 0) + written(part).reduce(0) { $0 + $1.columns }
    }
    // No space comes before the first.
    return limits.readingTime(columns: columns - 1)
  }

  /// Until when it is spoken, and can be read at ease.
  var easyEnd: Int { max(lastWord, start + max(limits.shortest, readingTime)) }

  /// When it makes room for the next caption.
  ///
  /// - Parameters:
  ///   - next: When the next one's first word is heard; `nil` if there is none yet.
  ///   - isOpen: Whether there may be one any time.
  func end(before next: Int?, isOpen: Bool) -> Int {
    var end = easyEnd
    if let next {
      end = max(min(end, next), min(start + readingTime, next + limits.lateness))
    } else if isOpen {
      end = min(end, lastWord + limits.lateness)
    }
    // One that is late already is shown no longer than it was spoken, so that the next one is not
    // later still. Words without times tell nothing about that.
    let speech = min(lastWord, next ?? lastWord) - firstWord
    return start
      + max(
        min(readingTime, speech > 0 ? speech : readingTime), min(limits.longest, end - start))
  }
}
