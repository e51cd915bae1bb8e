import AAIProtocol

/// Cuts what is heard into turns, by silences measured in audio and never by the clock on the wall.
struct TurnEngine: Sendable {
  var rules: TurnRules
  /// Whether the source writes punctuation.
  let isPunctuated: Bool
  private(set) var order = 0
  /// Where the last turn ended; words before it are spent.
  private(set) var spentUntil = Int.min

  // Of the open turn.
  private var hasStarted = false
  private var shown: [RecognizedWord] = []
  private var shownAt: Int?
  private var pauseShownAfter: Int?

  init(rules: TurnRules, isPunctuated: Bool) {
    self.rules = rules
    self.isPunctuated = isPunctuated
  }

  /// Whether a word belongs to a turn that has ended.
  func isSpent(_ word: RecognizedWord) -> Bool { (word.start + word.end) / 2 < spentUntil }

  /// Moves the clock on.
  ///
  /// - Parameters:
  ///   - now: Milliseconds of audio.
  ///   - hearing: The words that are not spent.
  ///   - isNew: Whether they may have changed since the last step.
  ///   - isSettled: Whether nothing more than `hearing` was said up to `now`.
  mutating func step(
    at now: Int, hearing: [RecognizedWord], isNew: Bool = true, isSettled: Bool
  ) -> [TurnEvent] {
    var events: [TurnEvent] = []
    var rest = hearing[...]
    if isNew {
      for index in hearing.indices.dropLast() {
        let silence = rules.silence(after: hearing[index], isPunctuated: isPunctuated)
        guard hearing[index + 1].start - hearing[index].end >= silence else { continue }
        events += finish(rest[...index])
        rest = rest[(index + 1)...]
      }
    }
    guard let first = rest.first, let last = rest.last else { return events }
    let silence = isSettled && last.isFirm ? now - last.end : 0
    if silence > 0, silence >= rules.silence(after: last, isPunctuated: isPunctuated) {
      return events + finish(rest)
    }
    if now - first.start >= rules.cap {
      let firm = rest.prefix(while: \.isFirm)
      return events + finish(firm.isEmpty ? rest : firm)
    }
    return events + partials(rest, silence: silence, at: now)
  }

  /// Ends the open turn where it is; without a word there is none.
  mutating func end(with hearing: [RecognizedWord]) -> [TurnEvent] {
    hearing.isEmpty ? [] : finish(hearing[...])
  }

  /// The next number, for a turn without words.
  mutating func takeOrder() -> Int {
    defer { order += 1 }
    return order
  }

  private mutating func finish(_ words: ArraySlice<RecognizedWord>) -> [TurnEvent] {
    guard let last = words.last else { return [] }
    var events = startEvents(words)
    var turn = turn(Array(words))
    turn.words = turn.words.map { word in
      var word = word
      word.isFirm = true
      return word
    }
    turn.hadPause = pauseShownAfter != nil
    turn.confidence = rules.confidence(endingWith: last, isPunctuated: isPunctuated)
    events.append(.final(turn))
    order += 1
    spentUntil = last.end
    hasStarted = false
    shown = []
    shownAt = nil
    pauseShownAfter = nil
    return events
  }

  // MARK: Partials

  private mutating func partials(
    _ words: ArraySlice<RecognizedWord>, silence: Int, at now: Int
  ) -> [TurnEvent] {
    guard rules.showsPartials, let first = words.first, let last = words.last else { return [] }
    let pause = rules.family == .universal3 ? rules.minSilence : 160
    if silence > 0, silence >= pause, pauseShownAfter != last.start {
      pauseShownAfter = last.start
      return show(words, at: now, isPause: true)
    }
    let isDue =
      switch rules.family {
      case .universal3, .whisper:
        if let shownAt {
          now - shownAt >= rules.partialInterval
        } else {
          now - first.start >= rules.interruptionDelay + 256
        }
      // Each new word is shown while it is still being spoken.
      case .universalStreaming: !last.isFirm
      }
    guard isDue, !isShown(words) else { return [] }
    return show(words, at: now, isPause: false)
  }

  private func isShown(_ words: ArraySlice<RecognizedWord>) -> Bool {
    words.count == shown.count && zip(words, shown).allSatisfy { $0.text == $1.text }
  }

  private mutating func show(
    _ words: ArraySlice<RecognizedWord>, at now: Int, isPause: Bool
  ) -> [TurnEvent] {
    var turn = turn(Array(words))
    turn.isPause = isPause
    let events = startEvents(words) + [.partial(turn)]
    shown = turn.words
    shownAt = now
    return events
  }

  private func turn(_ words: [RecognizedWord]) -> HeardTurn {
    HeardTurn(order: order, words: words, confidence: (words.last?.grain ?? 0) * 0.01)
  }

  private mutating func startEvents(_ words: ArraySlice<RecognizedWord>) -> [TurnEvent] {
    guard !hasStarted, let first = words.first else { return [] }
    hasStarted = true
    return [.speechStarted(first.start)]
  }
}
