import AAIProtocol

/// Who said a turn, as the service tells it: a letter, or nothing certain where there was too little of
/// a voice.
struct SpeakerLabels: Sendable {
  /// Turns whose label can be put right later.
  private var pending: [HeardTurn] = []
  private var hasLabelled = false

  struct Label {
    var name: String
    var confidence: Double
    /// The first words of a session are labelled without a score.
    var scoresWords = false

    func word(_ heard: RecognizedWord) -> Word {
      var word = heard.word()
      word.speaker = name == "PENDING" ? name : heard.speaker
      if scoresWords, word.speaker != nil {
        word.speakerConfidence = (0.6 + heard.grain * 0.35).rounded(toDigits: 2)
      }
      return word
    }
  }

  mutating func label(_ turn: HeardTurn) -> Label {
    let speakers = turn.words.compactMap(\.speaker)
    guard let first = turn.words.first, let last = turn.words.last, !speakers.isEmpty else {
      return Label(name: "UNKNOWN", confidence: 0)
    }
    if last.end - first.start < 1000 {
      pending.append(turn)
      return Label(name: "PENDING", confidence: 0)
    }
    let counts = speakers.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let leader = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "UNKNOWN"
    let share = Double(counts[leader] ?? 0) / Double(turn.words.count)
    defer { hasLabelled = true }
    return Label(
      name: leader, confidence: (share * (0.6 + first.grain * 0.3)).rounded(toDigits: 5),
      scoresWords: hasLabelled)
  }

  /// Puts right what was pending, as one frame; `nil` when nothing was.
  mutating func takeRevision() -> String? {
    guard !pending.isEmpty else { return nil }
    let changes = pending.map { turn in
      SpeakerRevision.Change(
        turnOrder: turn.order, speakerLabel: turn.words.compactMap(\.speaker).first,
        words: turn.words.map { heard in
          var word = heard.word()
          word.speaker = heard.speaker
          return word
        })
    }
    pending = []
    return SpeakerRevision(changes: changes).json.text
  }
}
