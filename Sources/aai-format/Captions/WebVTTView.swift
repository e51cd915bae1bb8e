import AAIProtocol

/// Captions as WebVTT (`.vtt`), with the speaker as the cue's voice.
struct WebVTTView: View {
  private var builder: CueBuilder

  init(limits: CaptionLimits, names: SpeakerNames, waitsForAll: Bool) {
    builder = CueBuilder(.webVTT, limits: limits, names: names, waitsForAll: waitsForAll)
  }

  var needs: TurnAssembler.Needs { .words }

  mutating func begin(on page: inout OutputBuffer) {
    page.append(line: "WEBVTT")
    page.append(line: "")
  }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    builder.add(spoken.turn) { page.append($0) }
  }

  mutating func finish(on page: inout OutputBuffer) { builder.finish { page.append($0) } }
}

extension OutputBuffer {
  fileprivate mutating func append(_ cue: Cue) {
    append(line: "\(cue.start.clock(fraction: ".")) --> \(cue.end.clock(fraction: "."))")
    let voice = cue.speaker.map { "<v \($0.escapedForCue)>" } ?? ""
    append(line: voice + cue.lines.map(\.escapedForCue).joined(separator: "\n"))
    append(line: "")
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
