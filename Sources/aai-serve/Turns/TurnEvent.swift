/// What a client should hear of a turn.
enum TurnEvent: Equatable, Sendable {
  /// The first sign of a turn, at this millisecond of audio.
  case speechStarted(Int)
  case partial(HeardTurn)
  case final(HeardTurn)
}

/// A turn at one moment, before a model's manners are put on it.
struct HeardTurn: Equatable, Sendable {
  var order: Int
  var words: [RecognizedWord]
  /// Nobody is speaking just now.
  var isPause = false
  /// A pause in this turn has been reported before.
  var hadPause = false
  /// How sure it is that the turn ends here, 0 to 1.
  var confidence: Double
}
