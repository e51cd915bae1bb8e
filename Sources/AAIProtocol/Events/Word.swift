/// A word of a turn and where it was heard.
public struct Word: Sendable, Equatable {
  /// Counted from the first sample of the session.
  public var start: AudioTime
  public var end: AudioTime
  /// With punctuation where the turn is formatted.
  public var text: String
  /// 0 to 1.
  public var confidence: Double
  /// Whether the word will no longer change.
  public var isFinal: Bool
  /// `A`, `B`, …; anything else is somebody unknown.
  public var speaker: String?
  public var speakerConfidence: Double?

  public init(
    start: AudioTime, end: AudioTime, text: String, confidence: Double = 0, isFinal: Bool = true,
    speaker: String? = nil, speakerConfidence: Double? = nil
  ) {
    self.start = start
    self.end = end
    self.text = text
    self.confidence = confidence
    self.isFinal = isFinal
    self.speaker = speaker
    self.speakerConfidence = speakerConfidence
  }

  /// As the service writes it.
  public var json: JSONValue {
    .members(
      ("start", .init(start.milliseconds)), ("end", .init(end.milliseconds)),
      ("text", .string(text)), ("confidence", .init(confidence)),
      ("speaker", speaker.map { .string($0) }),
      ("speaker_confidence", speakerConfidence.map { .init($0) }),
      ("word_is_final", .bool(isFinal)))
  }
}

extension Word {
  /// `nil` for anything without a text.
  private init?(_ scanner: inout JSONScanner) throws(JSONSyntaxError) {
    self.init(start: .zero, end: .zero, text: "", isFinal: false)
    var found = false
    var end: AudioTime?
    try scanner.forEachMember { key, value in
      // The quotes count, too; every length is another name's.
      switch key.count {
      case 5 where key.reads("end"): end = value.int.map { AudioTime(milliseconds: $0) }
      case 6 where key.reads("text"):
        if let text = value.string { (self.text, found) = (text, true) }
      case 7 where key.reads("start"): start = AudioTime(milliseconds: value.int ?? 0)
      case 9 where key.reads("speaker"): speaker = value.string
      case 12 where key.reads("confidence"): confidence = max(0, min(1, value.double ?? 0))
      case 15 where key.reads("word_is_final"): isFinal = value.bool ?? false
      case 20 where key.reads("speaker_confidence"): speakerConfidence = value.double
      default: break
      }
    }
    guard found else { return nil }
    self.end = end ?? start
  }

  /// More words than the longest session has. Whoever writes more into one line means to fill the
  /// memory: the rest is left out.
  static let listLimit = 1 << 16

  static func list(_ slice: JSONSlice, limit: Int = listLimit) -> [Word] {
    var words: [Word] = []
    slice.forEachObject { (scanner) throws(JSONSyntaxError) in
      if let word = try Word(&scanner), words.count < limit { words.append(word) }
    }
    return words
  }
}

extension JSONValue {
  /// An object of those members that have a value.
  package static func members(_ members: (key: String, value: JSONValue?)...) -> JSONValue {
    .object(members.compactMap { key, value in value.map { (key: key, value: $0) } })
  }
}
