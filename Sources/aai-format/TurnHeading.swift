import AAIProtocol

/// What a turn's line says besides its text: when, and who.
struct TurnHeading {
  let names: SpeakerNames
  /// `nil` without times.
  let timeFormat: TimeFormat?

  var showsTimes: Bool { timeFormat != nil }

  /// `00:00:01.216<TAB>Alice: Good morning. Bob: Hello.`, as far as asked for and known; safe for a
  /// terminal, and one line whatever the transcript holds.
  func line(_ turn: Turn) -> String {
    time(turn) + spoken(turn)
  }

  /// The time and a tab, or nothing without times.
  func time(_ turn: Turn) -> String {
    guard let timeFormat else { return "" }
    return (turn.words.first.map { timeFormat.text($0.start) } ?? "") + "\t"
  }

  private func spoken(_ turn: Turn) -> String {
    guard turn.speakerLabel != nil || turn.words.contains(where: { $0.speaker != nil }) else {
      return turn.transcript.trimmed.terminalSafe
    }
    let runs = turn.runs(names).map { run in
      (run.speaker.map { $0 + ": " } ?? "") + String(run.text).trimmed.terminalSafe
    }
    return runs.joined(separator: " ")
  }
}
