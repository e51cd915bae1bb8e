/// What one speaker said between two silences, as far as it has been heard.
///
/// The same `order` repeats for every frame of a turn, and each frame replaces the one before it.
public struct Turn: Sendable, Equatable {
  /// From 0 in each session: the turn's identity.
  public var order: Int
  /// What it says of the text differs by model; only together with `isFinal` it tells the second of
  /// two final frames from the first.
  public var isFormatted: Bool
  /// The one mark of a final turn (`end_of_turn`).
  public var isFinal: Bool
  /// The text so far; on the `universal-streaming` models without the words that may still change.
  public var transcript: String
  /// 0 to 1.
  public var endOfTurnConfidence: Double
  public var words: [Word]
  public var utterance: String?
  public var languageCode: String?
  public var languageConfidence: Double?
  /// `A`, `B`, …; anything else is somebody unknown.
  public var speakerLabel: String?
  public var speakerConfidence: Double?

  public init(
    order: Int, isFormatted: Bool = true, isFinal: Bool, transcript: String,
    endOfTurnConfidence: Double = 0, words: [Word] = [], utterance: String? = "",
    languageCode: String? = nil, languageConfidence: Double? = nil, speakerLabel: String? = nil,
    speakerConfidence: Double? = nil
  ) {
    self.order = order
    self.isFormatted = isFormatted
    self.isFinal = isFinal
    self.transcript = transcript
    self.endOfTurnConfidence = endOfTurnConfidence
    self.words = words
    self.utterance = utterance
    self.languageCode = languageCode
    self.languageConfidence = languageConfidence
    self.speakerLabel = speakerLabel
    self.speakerConfidence = speakerConfidence
  }

  /// As the service writes it: `type` comes last.
  public var json: JSONValue {
    .members(
      ("turn_order", .init(order)), ("turn_is_formatted", .bool(isFormatted)),
      ("end_of_turn", .bool(isFinal)), ("transcript", .string(transcript)),
      ("end_of_turn_confidence", .init(endOfTurnConfidence)),
      ("words", .array(words.map(\.json))), ("utterance", utterance.map { .string($0) }),
      ("language_code", languageCode.map { .string($0) }),
      ("language_confidence", languageConfidence.map { .init($0) }),
      ("speaker_label", speakerLabel.map { .string($0) }),
      ("speaker_confidence", speakerConfidence.map { .init($0) }), ("type", "Turn"))
  }
}

extension Turn {
  /// - Parameter words: Whether they are wanted; they are most of the line.
  package init(_ fields: EventFields, words: Bool = true) throws(UnusableEvent) {
    guard let order = fields[.turnOrder].int else { throw UnusableEvent("Turn", .turnOrder) }
    guard let isFinal = fields[.endOfTurn].bool else { throw UnusableEvent("Turn", .endOfTurn) }
    guard let transcript = fields[.transcript].string else {
      throw UnusableEvent("Turn", .transcript)
    }
    self.init(
      order: order, isFormatted: fields[.turnIsFormatted].bool ?? false, isFinal: isFinal,
      transcript: transcript, endOfTurnConfidence: fields[.endOfTurnConfidence].double ?? 0,
      words: words ? Word.list(fields[.words]) : [], utterance: fields[.utterance].string,
      languageCode: fields[.languageCode].string,
      languageConfidence: fields[.languageConfidence].double,
      speakerLabel: fields[.speakerLabel].string,
      speakerConfidence: fields[.speakerConfidence].double)
  }
}
