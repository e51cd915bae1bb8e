/// Second thoughts about who spoke in turns that are already final; later ones win.
public struct SpeakerRevision: Sendable, Equatable {
  public var changes: [Change]

  /// A turn whose speakers change; its text and times do not.
  public struct Change: Sendable, Equatable {
    public var turnOrder: Int
    public var speakerLabel: String?
    public var words: [Word]

    public init(turnOrder: Int, speakerLabel: String?, words: [Word]) {
      self.turnOrder = turnOrder
      self.speakerLabel = speakerLabel
      self.words = words
    }

    var json: JSONValue {
      .members(
        ("turn_order", .init(turnOrder)), ("speaker_label", .init(speakerLabel)),
        ("words", .array(words.map(\.json))))
    }
  }

  public init(changes: [Change]) {
    self.changes = changes
  }

  public var json: JSONValue {
    .members(("type", "SpeakerRevision"), ("revisions", .array(changes.map(\.json))))
  }
}

extension SpeakerRevision {
  /// Early servers put a single change at the top of the event.
  init(_ fields: EventFields) throws(UnusableEvent) {
    self.init(changes: [])
    var room = Word.listLimit
    fields[.revisions].forEachElement { slice in
      guard room > 0, let change = Change(slice, limit: room) else { return }
      room -= change.words.count + 1
      changes.append(change)
    }
    if !fields[.revisions].isArray {
      guard let order = fields[.turnOrder].int else {
        throw UnusableEvent("SpeakerRevision", .revisions)
      }
      changes = [
        Change(
          turnOrder: order, speakerLabel: fields[.speakerLabel].string,
          words: Word.list(fields[.words]))
      ]
    }
  }
}

extension SpeakerRevision.Change {
  fileprivate init?(_ slice: JSONSlice, limit: Int) {
    var order: Int?
    self.init(turnOrder: 0, speakerLabel: nil, words: [])
    slice.forEachMember { key, value in
      if key.reads("turn_order") {
        order = value.int
      } else if key.reads("speaker_label") {
        speakerLabel = value.string
      } else if key.reads("words") {
        words = Word.list(value, limit: limit)
      }
    }
    guard let order else { return nil }
    turnOrder = order
  }
}
