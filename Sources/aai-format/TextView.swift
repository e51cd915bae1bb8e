import AAIProtocol

/// One final turn per line.
struct TextView: View {
  let heading: TurnHeading
  /// Words less certain than this stand in brackets.
  let markBelow: Double?
  /// The width no line exceeds.
  let columns: Int?

  var needs: TurnAssembler.Needs {
    markBelow != nil || heading.showsTimes ? .words : .speakers
  }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    let line = heading.line(markBelow.map { spoken.turn.marked(below: $0) } ?? spoken.turn)
    guard let columns else { return page.append(line: line) }
    for row in line.wrapped(to: columns) { page.append(line: String(row)) }
  }
}

extension Turn {
  /// The turn with brackets around the words that are less certain than `limit`.
  fileprivate func marked(below limit: Double) -> Turn {
    guard let ranges = wordRanges else { return self }
    var marked = self
    marked.transcript = ""
    var copied = transcript.startIndex
    for (index, range) in ranges.enumerated() where words[index].confidence < limit {
      marked.transcript += transcript[copied..<range.lowerBound] + "[" + transcript[range] + "]"
      marked.words[index].text = "[" + words[index].text + "]"
      copied = range.upperBound
    }
    marked.transcript += transcript[copied...]
    return marked
  }
}
