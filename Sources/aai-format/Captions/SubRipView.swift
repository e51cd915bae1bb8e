import AAIProtocol

/// Captions as SubRip (`.srt`).
struct SubRipView: View {
  private var builder: CueBuilder
  private var count = 0

  init(limits: CaptionLimits, names: SpeakerNames, waitsForAll: Bool) {
    builder = CueBuilder(.subRip, limits: limits, names: names, waitsForAll: waitsForAll)
  }

  var needs: TurnAssembler.Needs { .words }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    guard case .final(let spoken) = event else { return }
    var count = count
    builder.add(spoken.turn) { page.append($0, count: &count) }
    self.count = count
  }

  mutating func finish(on page: inout OutputBuffer) {
    var count = count
    builder.finish { page.append($0, count: &count) }
    self.count = count
  }
}

extension OutputBuffer {
  fileprivate mutating func append(_ cue: Cue, count: inout Int) {
    count += 1
    append(line: "\(count)")
    append(line: "\(cue.start.clock(fraction: ",")) --> \(cue.end.clock(fraction: ","))")
    for line in cue.lines { append(line: line.withoutArrows) }
    append(line: "")
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
