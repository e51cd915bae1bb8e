import AAIProtocol

/// Puts turns into the frames of a model: what is final, what is formatted, and how often it is said.
struct TurnWriter: Sendable {
  /// How a turn ends on a model.
  enum Formatting: Sendable {
    /// One final, written as it was heard; partials carry this flag.
    case asHeard(partialsAreFormatted: Bool)
    /// One final in lower case without punctuation.
    case plain
    /// The plain final, then the formatted one.
    case twoStep
    /// One final that is formatted and does not say so.
    case builtIn
  }

  let model: SpeechModel
  /// Whether the source writes capitals and punctuation by itself.
  let isPunctuated: Bool
  var formatTurns: Bool
  var labelsSpeakers = false
  var detectsLanguage = false
  private(set) var hasLabelled = false
  /// Turns whose label a `SpeakerRevision` can put right, as they should have been.
  private(set) var pending: [Turn] = []

  init(model: SpeechModel, isPunctuated: Bool, formatTurns: Bool) {
    self.model = model
    self.isPunctuated = isPunctuated
    self.formatTurns = formatTurns
  }

  private var formatting: Formatting {
    switch model.family {
    case .universal3:
      .asHeard(
        partialsAreFormatted: model != .u3RealTimePro && model != .u3RealTimeProBeta)
    case .whisper: formatTurns ? .twoStep : .plain
    case .universalStreaming:
      model == .universalStreamingMultilingual ? .builtIn : formatTurns ? .twoStep : .plain
    }
  }

  /// The text frames that report `event`, in order.
  mutating func frames(for event: TurnEvent) -> [String] {
    switch event {
    case .speechStarted(let time):
      guard model.family == .universal3 else { return [] }
      let word = HeardWord(start: time, end: time, text: "", confidence: 0)
      let confidence = (0.8 + word.grain * 0.19).rounded(toDigits: 6)
      return [
        JSONValue.object([
          ("type", "SpeechStarted"), ("timestamp", JSONValue(time)),
          ("confidence", JSONValue(confidence)),
        ]).text
      ]
    case .partial(let turn): return [partial(turn)]
    case .final(let turn): return finals(turn)
    }
  }

  private func partial(_ turn: Turn) -> String {
    var frame = TurnFrame(turn)
    switch formatting {
    case .asHeard(let isFormatted):
      frame.isFormatted = isFormatted
      frame.confidence = 0
      frame.words = frame.words.map { $0.softened }
      // A pause in the middle of a sentence is heard as one.
      if turn.isPause, let last = frame.words.indices.last, isPunctuated,
        frame.words[last].text.last?.isPunctuation != true
      {
        frame.words[last].text += "—"
      }
      frame.transcript = frame.words.text
    case .builtIn: break
    case .plain, .twoStep: frame.words = plain(frame.words)
    }
    if model.family != .universal3 {
      // In a pause, too, the newest word is still open.
      if turn.isPause, let last = frame.words.indices.last { frame.words[last].isFirm = false }
      frame.transcript = frame.words.filter(\.isFirm).text
      if turn.isPause { frame.utterance = frame.words.text }
    }
    return written(frame)
  }

  private mutating func finals(_ turn: Turn) -> [String] {
    var frame = TurnFrame(turn)
    frame.isFinal = true
    if labelsSpeakers { label(&frame, turn) }
    if detectsLanguage || model.family == .whisper { frame.language = "en" }
    switch formatting {
    case .asHeard:
      frame.isFormatted = true
      frame.confidence = 1
      frame.transcript = frame.words.text
      frame.utterance = frame.transcript
      return [written(frame)]
    case .builtIn:
      frame.words = formatted(frame.words)
      frame.transcript = frame.words.text
      frame.utterance = turn.hadPause ? "" : frame.transcript
      return [written(frame)]
    case .plain, .twoStep:
      var second = frame
      frame.words = plain(frame.words)
      frame.transcript = frame.words.text
      frame.utterance = turn.hadPause ? "" : frame.transcript
      guard formatTurns else { return [written(frame)] }
      second.words = formatted(second.words)
      second.transcript = second.words.text
      second.isFormatted = true
      return [written(frame), written(second)]
    }
  }

  /// The final without words that universal-streaming sends after `Terminate`.
  func emptyFinal(order: Int) -> String {
    var frame = TurnFrame(Turn(order: order, words: [], confidence: 0.265551))
    frame.isFinal = true
    return written(frame)
  }

  private func written(_ frame: TurnFrame) -> String {
    var frame = frame
    if model.family == .whisper {
      frame.confidence = frame.isFinal ? 1 : frame.confidence
      for index in frame.words.indices { frame.words[index].confidence = 0 }
      if !frame.transcript.isEmpty { frame.transcript = " " + frame.transcript }
    }
    return frame.text
  }

  private func plain(_ words: [HeardWord]) -> [HeardWord] {
    isPunctuated ? words.map { $0.respelled($0.plain) } : words
  }

  private func formatted(_ words: [HeardWord]) -> [HeardWord] {
    guard !isPunctuated, let last = words.indices.last else { return words }
    var words = words.map { $0.respelled($0.text == "i" ? "I" : $0.text) }
    words[0].text = words[0].text.prefix(1).uppercased() + words[0].text.dropFirst()
    words[last].text += "."
    return words
  }

  // MARK: Speakers

  private mutating func label(_ frame: inout TurnFrame, _ turn: Turn) {
    let speakers = turn.words.compactMap(\.speaker)
    guard let first = turn.words.first, let last = turn.words.last, !speakers.isEmpty else {
      return frame.label = ("UNKNOWN", 0)
    }
    // Under a second there is too little of a voice to tell whose it is.
    if last.end - first.start < 1000 {
      pending.append(turn)
      for index in frame.words.indices { frame.words[index].speaker = "PENDING" }
      return frame.label = ("PENDING", 0)
    }
    let counts = speakers.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let leader = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "UNKNOWN"
    let share = Double(counts[leader] ?? 0) / Double(turn.words.count)
    frame.label = (leader, (share * (0.6 + first.grain * 0.3)).rounded(toDigits: 5))
    // The first words of a session are labelled without a score.
    frame.scoresSpeakers = hasLabelled
    frame.showsSpeakers = true
    hasLabelled = true
  }

  /// Takes the turns that wait for a label, as one `SpeakerRevision`; `nil` when there are none.
  mutating func takeRevision() -> String? {
    guard !pending.isEmpty else { return nil }
    let revisions = pending.map { turn in
      var frame = TurnFrame(turn)
      frame.isFinal = true
      frame.showsSpeakers = true
      return JSONValue.object([
        ("turn_order", JSONValue(turn.order)),
        ("speaker_label", JSONValue(turn.words.compactMap(\.speaker).first)),
        ("words", .array(frame.wordValues)),
      ])
    }
    pending = []
    return JSONValue.object([("type", "SpeakerRevision"), ("revisions", .array(revisions))]).text
  }
}

extension [HeardWord] {
  var text: String { map(\.text).joined(separator: " ") }
}

extension HeardWord {
  fileprivate func respelled(_ text: String) -> HeardWord {
    var word = self
    word.text = text
    return word
  }

  /// Not firm, whatever it was.
  fileprivate var softened: HeardWord {
    var word = self
    word.isFirm = false
    return word
  }
}
