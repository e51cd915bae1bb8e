import AAIProtocol

/// A summary as a person reads it, 80 columns wide.
struct SummaryTable {
  private let summary: Summary
  private static let labelWidth = 12
  private static let barWidth = 30

  init(_ summary: Summary) {
    self.summary = summary
  }

  var rows: [String] {
    var rows: [String] = []
    for (label, lines) in sections {
      for (index, line) in lines.enumerated() {
        rows.append(padded(index == 0 ? label : "", to: Self.labelWidth) + line)
      }
    }
    return rows
  }

  /// Sections without a line are left out.
  private var sections: [(label: String, lines: [String])] {
    [
      ("Sessions", [sessions]), ("Audio", [audio]), ("Turns", ["\(summary.turns)"]),
      ("Words", [words]), ("Speakers", speakers), ("Languages", languages),
      ("Confidence", confidence), ("Least sure", leastCertain), ("Latency", latency),
      ("Lost", lost), ("Errors", errors), ("Closed", wrapped(closed)),
    ]
  }

  private var sessions: String {
    let models = summary.models.map(\.terminalSafe).joined(separator: ", ")
    return "\(summary.connection.sessions)" + (models.isEmpty ? "" : ", \(models)")
  }

  private var audio: String {
    let billed = summary.connection.billed.map { ", \($0.clock) billed" } ?? ""
    return summary.connection.audio.clock + billed
  }

  private var words: String {
    let rate = summary.wordsPerMinute.map { ", \($0) per minute of speech" } ?? ""
    return "\(summary.talk.total.words)\(rate)"
  }

  private var speakers: [String] {
    let ranking = summary.talk.ranking
    // Names of any length, but never so long that the bars have no room.
    let width = min(20, ranking.map(\.name.displayWidth).max() ?? 0)
    return ranking.map { name, share in
      let part = summary.talkShare(share)
      let name = name.wrapped(to: width).first.map(String.init) ?? ""
      return padded(name, to: width) + "  " + Self.bar(part) + "  "
        + "\(Int((part * 100).rounded())) %".leftPadded(to: 5) + "  " + share.time.clock
    }
  }

  private var languages: [String] {
    let ranked = summary.rankedLanguages
    guard !ranked.isEmpty else { return [] }
    return wrapped(
      ranked.map { "\($0.code.terminalSafe) (\($0.turns))" }.joined(separator: ", "))
  }

  private var confidence: [String] {
    guard let mean = summary.confidence.mean else { return [] }
    return ["\(mean.decimal(places: 3)) on average", Self.line(summary.confidence.means)]
  }

  private var leastCertain: [String] {
    summary.leastCertain.words.map { word in
      let text = word.text.trimmed.terminalSafe.wrapped(to: 40).first.map(String.init) ?? ""
      return "\(word.confidence.decimal(places: 3))  \((word.start - .zero).clock)  \(text)"
    }
  }

  private var latency: [String] {
    guard let median = summary.latencies.percentile(0.5),
      let high = summary.latencies.percentile(0.95)
    else { return [] }
    return ["\(median.milliseconds) ms for half of the turns, \(high.milliseconds) ms for 95 %"]
  }

  private var lost: [String] {
    let record = summary.connection
    guard record.reconnects > 0 || record.lost > .zero else { return [] }
    return ["\(record.lost.clock) of audio in \(record.reconnects) reconnects"]
  }

  private var errors: [String] {
    let record = summary.connection
    let more = record.errorCount - record.errors.count
    return record.errors.flatMap(wrapped) + (more > 0 ? ["and \(more) more"] : [])
  }

  private var closed: String {
    switch summary.connection.ending {
    case .terminated: return "by the service, after everything was said"
    case .failed: return "by the service, with an error"
    case .cut: return "unknown: the transcript ends in the middle"
    case .closed(let event):
      let code = event.code.map { " (\($0))" } ?? ""
      let reason = event.reason.isEmpty ? "" : ": \(event.reason)"
      return (event.isClean ? "cleanly" : "not cleanly") + code + reason
    }
  }

  private func wrapped(_ text: String) -> [String] {
    text.terminalSafe.wrapped(to: 80 - Self.labelWidth).map(String.init)
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.displayWidth))
  }

  /// A bar as long as its share, to an eighth of a column.
  static func bar(_ share: Double) -> String {
    let eighths = Int((max(0, min(1, share)) * Double(barWidth * 8)).rounded())
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    let bar = String(repeating: "█", count: eighths / 8) + rest
    return bar + String(repeating: " ", count: barWidth - (eighths + 7) / 8)
  }

  /// One column a step; from half certain, where words are guesses, up to certain.
  static func line(_ means: [Double?]) -> String {
    let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return String(
      means.map { mean in
        mean.map { levels[max(0, min(7, Int(($0 - 0.5) * 16)))] } ?? " "
      })
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - displayWidth)) + self
  }
}

extension Duration {
  /// `1:02:03`, `2:03` or, below ten seconds, `4.5 s`.
  var clock: String {
    guard self >= .seconds(10) else { return "\((self / .seconds(1)).decimal(places: 1)) s" }
    let seconds = (milliseconds + 500) / 1000
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? "\(hours):\(minutes, width: 2):\(seconds % 60, width: 2)"
      : "\(minutes):\(seconds % 60, width: 2)"
  }
}
