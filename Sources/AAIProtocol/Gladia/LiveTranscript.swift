/// What Gladia heard of one utterance so far; a final one replaces the partials before it.
public struct LiveTranscript: Sendable, Equatable {
  /// `data.id`, the utterance's identity.
  public var id: String?
  public var isFinal: Bool
  /// Without the space it may begin with.
  public var text: String
  public var start: AudioTime
  public var end: AudioTime
  public var language: String?
  /// 0 to 1.
  public var confidence: Double?
  public var channel: Int
  /// From 0, where the service tells speakers apart.
  public var speaker: Int?
  public var words: [Word]

  public init(
    id: String?, isFinal: Bool, text: String, start: AudioTime, end: AudioTime,
    language: String? = nil, confidence: Double? = nil, channel: Int = 0, speaker: Int? = nil,
    words: [Word] = []
  ) {
    self.id = id
    self.isFinal = isFinal
    self.text = text
    self.start = start
    self.end = end
    self.language = language
    self.confidence = confidence
    self.channel = channel
    self.speaker = speaker
    self.words = words
  }
}

extension LiveTranscript {
  /// `nil` without an utterance that has a text.
  init?(_ data: JSONSlice) {
    let utterance = data.member("utterance")
    guard let text = utterance.member("text").string else { return nil }
    let isFinal = data.member("is_final").bool ?? false
    let start = utterance.member("start").secondsOfAudio ?? .zero
    self.init(
      id: data.member("id").string, isFinal: isFinal, text: text.withoutOuterSpace,
      start: start, end: utterance.member("end").secondsOfAudio ?? start,
      language: utterance.member("language").string,
      confidence: utterance.member("confidence").double,
      channel: utterance.member("channel").int ?? 0, speaker: utterance.member("speaker").int)
    utterance.member("words").forEachElement { slice in
      guard words.count < Word.listLimit, let text = slice.member("word").string else { return }
      let start = slice.member("start").secondsOfAudio ?? start
      words.append(
        Word(
          start: start, end: slice.member("end").secondsOfAudio ?? start,
          text: text.withoutOuterSpace,
          confidence: max(0, min(1, slice.member("confidence").double ?? 0)),
          isFinal: isFinal))
    }
  }
}

extension String {
  fileprivate var withoutOuterSpace: String {
    guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
    let head = drop(while: \.isWhitespace)
    return String(head.dropLast(head.reversed().prefix(while: \.isWhitespace).count))
  }
}
