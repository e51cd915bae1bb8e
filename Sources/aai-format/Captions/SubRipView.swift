import AAIProtocol

/// Captions as SubRip (`.srt`).
struct SubRipView: View {
  private var builder: CueBuilder
  private var count = 0
  private var speaker: String?

  init(limits: CaptionLimits, names: SpeakerNames) {
    builder = CueBuilder(limits: limits, names: names)
  }

  var needs: TurnAssembler.Needs { .words }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    var (count, current) = (count, speaker)
    builder.forEachCue(of: spoken.turn) { name in
      // Said when it changes: a caption has no other place for it.
      defer { current = name }
      return name == current ? "" : name + ":"
    } _: { cue in
      count += 1
      page.append(line: "\(count)")
      page.append(line: "\(cue.start.clock(fraction: ",")) --> \(cue.end.clock(fraction: ","))")
      for line in cue.lines { page.append(line: line.withoutArrows) }
      page.append(line: "")
    }
    (self.count, speaker) = (count, current)
  }
}

extension String {
  /// An arrow would be taken for a line of times.
  fileprivate var withoutArrows: String {
    guard utf8.contains(UInt8(ascii: ">")) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar == ">", text.hasSuffix("--") {
        text.removeLast(2)
        text += "→"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
