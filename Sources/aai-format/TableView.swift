import AAIProtocol

/// A table: a row for each stretch of a turn that one speaker said.
struct TableView: View {
  private let format: TableFormat
  private let names: SpeakerNames

  init(_ format: TableFormat, names: SpeakerNames) {
    self.format = format
    self.names = names
  }

  var needs: TurnAssembler.Needs { .words }

  mutating func begin(on page: inout OutputBuffer) {
    page.append(format.row(["start_ms", "end_ms", "speaker", "confidence", "text"]))
  }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    for run in spoken.turn.runs(names) {
      let cells = [
        run.words.first.map { "\($0.start.milliseconds)" } ?? "",
        run.words.last.map { "\($0.end.milliseconds)" } ?? "",
        run.speaker ?? "", run.words.meanConfidence.map { $0.decimal(places: 3) } ?? "",
        String(run.text).trimmed.terminalSafe,
      ]
      page.append(format.row(cells))
    }
  }
}

extension Collection<Word> {
  /// `nil` where no word has a confidence: some models write 0 for all.
  var meanConfidence: Double? {
    let sum = reduce(0) { $0 + $1.confidence }
    return sum > 0 ? sum / Double(count) : nil
  }
}
