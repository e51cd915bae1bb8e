import AAIProtocol

/// One channel of audio being listened to: words from a source, cut into turns.
struct TurnSegmenter: Sendable {
  /// Where the words come from.
  enum Words: Sendable {
    case script(ScriptedSpeech)
    case recognizer(RecognizedSpeech)
  }

  private var words: Words
  private var engine: TurnEngine
  /// How far the engine has come, in milliseconds of audio.
  private var clock = 0

  init(_ words: Words, rules: TurnRules) {
    self.words = words
    engine = TurnEngine(rules: rules, isPunctuated: words.arePunctuated)
  }

  var rules: TurnRules {
    get { engine.rules }
    set { engine.rules = newValue }
  }

  /// Where the last turn ended.
  var spentUntil: Int { engine.spentUntil }

  /// Whether nobody is speaking, as far as it has been heard.
  var isSilent: Bool {
    switch words {
    case .script(let speech): speech.heard.isEmpty && !speech.isSpeaking
    case .recognizer(let speech): speech.heard.isEmpty
    }
  }

  /// Whether a recogniser says the words, which has to be waited for at the end.
  var isRecognizer: Bool { if case .recognizer = words { true } else { false } }

  /// Works off the audio up to millisecond `end`, in steps that do not depend on the size of messages.
  mutating func listen(until end: Int) -> [TurnEvent] {
    switch words {
    case .script(var speech):
      var events: [TurnEvent] = []
      while clock + 10 <= end {
        clock += 10
        let isNew = speech.listen(until: clock)
        guard !speech.heard.isEmpty else { continue }
        let found = engine.step(
          at: clock, hearing: speech.heard, isNew: isNew, isSettled: !speech.isSpeaking)
        guard !found.isEmpty else { continue }
        speech.drop(where: engine.isSpent)
        events += found
      }
      words = .script(speech)
      return events
    case .recognizer:
      clock = end
      return step(isNew: false)
    }
  }

  /// Takes a line of the recogniser's output.
  ///
  /// - Parameter now: Milliseconds of audio sent to it so far.
  mutating func hear(_ event: JSONValue, at now: Int) -> [TurnEvent] {
    guard case .recognizer(var speech) = words, speech.take(event, at: now) else { return [] }
    speech.drop(where: engine.isSpent)
    words = .recognizer(speech)
    return step(isNew: true)
  }

  /// Ends the open turn where it is.
  mutating func endTurn() -> [TurnEvent] {
    let hearing =
      switch words {
      case .script(let speech): speech.heard.filter(\.isFirm)
      case .recognizer(let speech): speech.heard
      }
    return dropSpent(behind: engine.end(with: hearing))
  }

  /// Ends the last turn: no more audio will come, and the recogniser has said all.
  mutating func finish() -> [TurnEvent] {
    switch words {
    case .script(var speech):
      speech.listenToTheEnd()
      words = .script(speech)
      return endTurn()
    case .recognizer(var speech):
      speech.settle()
      words = .recognizer(speech)
      return step(isNew: true) + endTurn()
    }
  }

  /// The next number, for a turn without words.
  mutating func takeOrder() -> Int { engine.takeOrder() }

  private mutating func step(isNew: Bool) -> [TurnEvent] {
    guard case .recognizer(let speech) = words else { return [] }
    return dropSpent(
      behind: engine.step(
        at: clock, hearing: speech.heard, isNew: isNew, isSettled: speech.isSettled))
  }

  private mutating func dropSpent(behind events: [TurnEvent]) -> [TurnEvent] {
    guard !events.isEmpty else { return events }
    switch words {
    case .script(var speech):
      speech.drop(where: engine.isSpent)
      words = .script(speech)
    case .recognizer(var speech):
      speech.drop(where: engine.isSpent)
      words = .recognizer(speech)
    }
    return events
  }
}

extension TurnSegmenter.Words {
  /// Scripts are written as they are to be read; recognisers know neither capitals nor full stops.
  var arePunctuated: Bool { if case .script = self { true } else { false } }
}
