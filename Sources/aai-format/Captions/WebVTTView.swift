import AAIProtocol

/// Captions as WebVTT (`.vtt`), with the speaker as the cue's voice.
struct WebVTTView: View {
  private var builder: CueBuilder

  init(limits: CaptionLimits, names: SpeakerNames) {
    builder = CueBuilder(limits: limits, names: names)
  }

  var needs: TurnAssembler.Needs { .words }

  mutating func begin(on page: inout OutputBuffer) {
    page.append(line: "WEBVTT")
    page.append(line: "")
  }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    builder.forEachCue(of: spoken.turn, label: { _ in "" }) { cue in
      page.append(line: "\(cue.start.clock(fraction: ".")) --> \(cue.end.clock(fraction: "."))")
      let voice = cue.speaker.map { "<v \($0.escapedForCue)>" } ?? ""
      page.append(line: voice + cue.lines.map(\.escapedForCue).joined(separator: "\n"))
      page.append(line: "")
    }
  }
}

extension String {
  fileprivate var escapedForCue: String {
    guard utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) else { return self }
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
