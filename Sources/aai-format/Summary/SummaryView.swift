import AAIProtocol

/// Counts while the transcript goes by, and says at the end what it was.
struct SummaryView: View {
  let asJSON: Bool
  private var summary: Summary

  init(names: SpeakerNames, asJSON: Bool) {
    self.asJSON = asJSON
    summary = Summary(names: names)
  }

  var needs: TurnAssembler.Needs { [.words, .others] }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    switch event {
    case .final(let spoken): summary.add(spoken)
    case .revised(let revision, let session): summary.revise(revision, session: session)
    case .other(let line): summary.add(line)
    case .partial: break
    }
  }

  mutating func finish(on page: inout OutputBuffer) {
    if asJSON {
      page.append(line: summary.json.text)
    } else {
      for row in SummaryTable(summary).rows { page.append(line: row) }
    }
  }
}
