/// What is known of who spoke, beyond what the turns themselves say.
public struct SpeakerRevisions: Sendable {
  private struct Key: Hashable {
    var session: Int
    var order: Int
  }

  private var changes: [Key: SpeakerRevision.Change] = [:]

  public init() {}

  public var isEmpty: Bool { changes.isEmpty }

  /// A later revision of a turn replaces an earlier one.
  public mutating func add(_ revision: SpeakerRevision, session: Int) {
    for change in revision.changes {
      changes[Key(session: session, order: change.turnOrder)] = change
    }
  }

  subscript(order: Int, session session: Int) -> SpeakerRevision.Change? {
    changes[Key(session: session, order: order)]
  }
}

extension Turn {
  /// Takes over the speakers of a revision of this turn; text and times stay.
  public mutating func revise(_ change: SpeakerRevision.Change) {
    speakerLabel = change.speakerLabel
    if change.words.count == words.count {
      for (index, word) in change.words.enumerated() { words[index].speaker = word.speaker }
      return
    }
    let speakers = Dictionary(
      change.words.map { ($0.start, $0.speaker) }, uniquingKeysWith: { $1 })
    for index in words.indices {
      if let speaker = speakers[words[index].start] { words[index].speaker = speaker }
    }
  }
}
