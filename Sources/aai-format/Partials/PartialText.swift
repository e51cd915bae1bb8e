import AAIProtocol

/// The text of a turn being spoken, the part that may still change apart.
struct PartialText: Equatable {
  /// One line, safe for a terminal.
  let text: String
  /// Where the words begin that may still change.
  let unsettled: String.Index

  init(_ turn: Turn) {
    let (ranges, rest) = turn.locateWords()
    let missing = turn.words.dropFirst(ranges.count)
    // The universal-streaming models keep the newest words out of the transcript.
    let agrees = rest == turn.transcript.endIndex
    let isWhole = agrees || turn.words.contains { !$0.isFinal }
    let pieces =
      agrees
      ? ranges.map { String(turn.transcript[$0]) } + missing.map(\.text)
      : isWhole ? turn.words.map(\.text) : [turn.transcript]
    var text = ""
    var settledCount = 0
    let firstOpen = turn.words.firstIndex { !$0.isFinal } ?? turn.words.endIndex
    for (index, piece) in pieces.enumerated() {
      let piece = piece.trimmed.terminalSafe
      let follows = agrees && index > 0 && index < ranges.count
      let isGlued = follows && ranges[index].lowerBound == ranges[index - 1].upperBound
      if !piece.isEmpty && !text.isEmpty && !isGlued { text += " " }
      if isWhole && index == firstOpen { settledCount = text.utf8.count }
      text += piece
    }
    if isWhole && firstOpen >= pieces.count { settledCount = text.utf8.count }
    self.text = text
    unsettled = text.utf8.index(text.startIndex, offsetBy: settledCount)
  }

  var isEmpty: Bool { text.isEmpty }

  /// A part of the text with the unsettled words in it dimmed.
  func dimmed(_ range: Range<String.Index>) -> String {
    let split = max(range.lowerBound, min(range.upperBound, unsettled))
    let open = text[split..<range.upperBound]
    guard !open.isEmpty else { return String(text[range]) }
    return "\(text[range.lowerBound..<split])\u{1B}[2m\(open)\u{1B}[22m"
  }

  func plain(_ range: Range<String.Index>) -> String { String(text[range]) }
}
