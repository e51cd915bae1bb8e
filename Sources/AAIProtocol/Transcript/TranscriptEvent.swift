/// What a reader of a transcript needs to know, whichever service wrote it.
public enum TranscriptEvent: Sendable, Equatable {
  /// The turn being spoken, as far as it has been heard; replaces the one before.
  case partial(SpokenTurn)
  /// A turn that is over: once for each, with a text.
  case final(SpokenTurn)
  /// Other speakers for turns that are final.
  case revised(SpeakerRevision, session: Int)
  /// Anything else.
  case other(EventLine)
}

/// A turn on the clock of the whole stream.
public struct SpokenTurn: Sendable, Equatable {
  /// Which of the stream's sessions it belongs to; the turn's order is unique in it.
  public var session: Int
  /// Its words' times count from the first sample of the stream.
  public var turn: Turn

  public init(session: Int, turn: Turn) {
    self.session = session
    self.turn = turn
  }
}
