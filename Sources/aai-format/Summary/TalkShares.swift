import AAIProtocol

/// Who spoke how much.
struct TalkShares {
  struct Share: Equatable {
    var words = 0
    var time = Duration.zero

    static func += (share: inout Share, other: Share) {
      share.words += other.words
      share.time += other.time
    }

    static func -= (share: inout Share, other: Share) {
      share.words -= other.words
      share.time -= other.time
    }
  }

  /// By speaker; the key is empty where nobody tells speakers apart.
  private(set) var shares: [String: Share] = [:]
  /// What the turns of the session have added, as long as they can still be revised.
  private var turns: [Int: [(speaker: String, share: Share)]] = [:]
  private var session = 0
  /// More turns than a session of the longest kind has.
  private static let memory = 10_000

  /// Speakers, the one who spoke most first.
  var ranking: [(name: String, share: Share)] {
    shares.filter { !$0.key.isEmpty && $0.value.words > 0 }
      .map { (name: $0.key, share: $0.value) }
      .sorted { ($1.share.time, $0.name) < ($0.share.time, $1.name) }
  }

  var total: Share { shares.values.reduce(into: Share()) { $0 += $1 } }

  mutating func add(_ spoken: SpokenTurn, _ names: SpeakerNames) {
    if spoken.session != session || turns.count >= 2 * Self.memory { turns.removeAll() }
    session = spoken.session
    let turn = spoken.turn
    let parts = Self.shares(of: turn, names)
    if turn.speakerLabel != nil {
      turns[turn.order] = parts
      turns[turn.order - Self.memory] = nil
    }
    for part in parts { shares[part.speaker, default: Share()] += part.share }
  }

  mutating func revise(_ revision: SpeakerRevision, session: Int, _ names: SpeakerNames) {
    guard session == self.session else { return }
    for change in revision.changes {
      guard let before = turns[change.turnOrder] else { continue }
      let turn = Turn(
        order: change.turnOrder, isFinal: true,
        transcript: change.words.map(\.text).joined(separator: " "), words: change.words,
        speakerLabel: change.speakerLabel)
      let after =
        change.words.isEmpty
        ? before.map { (change.speakerLabel.map { names[$0] } ?? "", $0.share) }
        : Self.shares(of: turn, names)
      for part in before { shares[part.speaker, default: Share()] -= part.share }
      for part in after { shares[part.speaker, default: Share()] += part.share }
      turns[change.turnOrder] = after
    }
  }

  private static func shares(of turn: Turn, _ names: SpeakerNames)
    -> [(speaker: String, share: Share)]
  {
    turn.runs(names).map { run in
      var share = Share(words: run.words.count)
      if let first = run.words.first, let last = run.words.last {
        share.time = max(.zero, last.end - first.start)
      } else {
        share.words = run.text.unicodeScalars.wordCount
      }
      return (run.speaker ?? "", share)
    }
  }
}

extension Substring.UnicodeScalarView {
  /// Stretches without white space.
  fileprivate var wordCount: Int {
    var count = 0
    var isInWord = false
    for scalar in self {
      if !isInWord && !scalar.isSpace { count += 1 }
      isInWord = !scalar.isSpace
    }
    return count
  }
}
