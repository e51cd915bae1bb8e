import AAIProtocol

/// Puts turns into the frames of a model: what is final, what is formatted, and how often it is said.
struct TurnWriter: Sendable {
  /// How a turn ends on a model.
  private enum Ending {
    /// One final, written as it was heard; partials claim to be formatted, or not.
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
  var detectsLanguage = false
  /// What is spoken where nobody says otherwise.
  var language = "en"
  /// `nil` hides nothing.
  var masking: Masking?
  /// `nil` when nobody asked for labels.
  var labels: SpeakerLabels?

  init(model: SpeechModel, isPunctuated: Bool, formatTurns: Bool) {
    self.model = model
    self.isPunctuated = isPunctuated
    self.formatTurns = formatTurns
  }

  private var ending: Ending {
    switch model {
    case .u3RealTimePro, .u3RealTimeProBeta: .asHeard(partialsAreFormatted: false)
    case .universalStreamingMultilingual: .builtIn
    case .universalStreamingEnglish, .whisper: formatTurns ? .twoStep : .plain
    default: .asHeard(partialsAreFormatted: true)
    }
  }

  /// The text frames that report `event`, in order.
  mutating func frames(for event: TurnEvent) -> [String] {
    switch event {
    case .speechStarted(let time):
      guard model.family == .universal3 else { return [] }
      let grain = RecognizedWord(start: time, end: time, text: "", confidence: 0).grain
      let started = SpeechStarted(
        timestamp: AudioTime(milliseconds: time),
        confidence: (0.8 + grain * 0.19).rounded(toDigits: 6))
      return [started.json.text]
    case .partial(let turn): return [text(partial(turn))]
    case .final(let turn): return finals(turn).map { text($0) }
    }
  }

  /// The final without words that universal-streaming sends after `Terminate`.
  func emptyFinal(order: Int) -> String {
    text(
      Turn(
        order: order, isFormatted: false, isFinal: true, transcript: "",
        endOfTurnConfidence: 0.265551))
  }

  // MARK: Partials

  private func partial(_ turn: HeardTurn) -> Turn {
    var words = masking?.masked(turn.words, isFinal: false) ?? turn.words
    var frame = Turn(order: turn.order, isFormatted: false, isFinal: false, transcript: "")
    if case .asHeard(let isFormatted) = ending {
      frame.isFormatted = isFormatted
      for index in words.indices { words[index].isFirm = false }
      // A pause in the middle of a sentence is heard as one.
      if turn.isPause, isPunctuated, let last = words.indices.last,
        words[last].text.last?.isPunctuation != true
      {
        words[last].text += "—"
      }
      frame.transcript = words.text
    } else {
      if case .builtIn = ending {} else { words = plain(words) }
      // In a pause, too, the newest word is still open.
      if turn.isPause, let last = words.indices.last { words[last].isFirm = false }
      frame.endOfTurnConfidence = turn.confidence.rounded(toDigits: 6)
      frame.transcript = words.filter(\.isFirm).text
      if turn.isPause { frame.utterance = words.text }
    }
    frame.words = words.map { $0.word() }
    return frame
  }

  // MARK: Finals

  private mutating func finals(_ turn: HeardTurn) -> [Turn] {
    var frame = Turn(
      order: turn.order, isFormatted: false, isFinal: true, transcript: "",
      endOfTurnConfidence: turn.confidence.rounded(toDigits: 6))
    if detectsLanguage || model.family == .whisper {
      frame.languageCode = turn.words.language ?? language
      frame.languageConfidence = 0.98
    }
    let label = labels?.label(turn)
    frame.speakerLabel = label?.name
    frame.speakerConfidence = label?.confidence
    func spelled(_ words: [RecognizedWord], isFormatted: Bool) -> Turn {
      var frame = frame
      let words = masking?.masked(words, isFinal: true) ?? words
      frame.isFormatted = isFormatted
      frame.words = words.map { label?.word($0) ?? $0.word() }
      frame.transcript = words.text
      return frame
    }
    var first: Turn
    switch ending {
    case .asHeard:
      first = spelled(turn.words, isFormatted: true)
      first.endOfTurnConfidence = 1
    case .builtIn: first = spelled(formatted(turn.words), isFormatted: false)
    case .plain, .twoStep: first = spelled(plain(turn.words), isFormatted: false)
    }
    // What a pause has brought out is not said again.
    let isSaid = turn.hadPause && model.family != .universal3
    first.utterance = isSaid ? "" : first.transcript
    guard case .twoStep = ending else { return [first] }
    return [first, spelled(formatted(turn.words), isFormatted: true)]
  }

  // MARK: Spelling

  private func text(_ frame: Turn) -> String {
    guard model.family == .whisper else { return frame.json.text }
    var frame = frame
    if frame.isFinal { frame.endOfTurnConfidence = 1 }
    for index in frame.words.indices { frame.words[index].confidence = 0 }
    if !frame.transcript.isEmpty { frame.transcript = " " + frame.transcript }
    return frame.json.text
  }

  private func plain(_ words: [RecognizedWord]) -> [RecognizedWord] {
    isPunctuated ? words.map { $0.respelled($0.plain) } : words
  }

  private func formatted(_ words: [RecognizedWord]) -> [RecognizedWord] {
    guard !isPunctuated, let last = words.indices.last else { return words }
    var words = words.map { $0.respelled($0.text == "i" ? "I" : $0.text) }
    words[0].text = words[0].text.prefix(1).uppercased() + words[0].text.dropFirst()
    words[last].text += "."
    return words
  }
}

extension [RecognizedWord] {
  var text: String { map(\.text).joined(separator: " ") }
}

extension RecognizedWord {
  fileprivate func respelled(_ text: String) -> RecognizedWord {
    var word = self
    word.text = text
    return word
  }

  /// As a frame carries it, without its speaker.
  func word() -> Word {
    Word(
      start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: end), text: text,
      confidence: confidence.rounded(toDigits: 6), isFinal: isFirm)
  }
}
