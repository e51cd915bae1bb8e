import AAIProtocol

/// What a recogniser has reported, as one session hears it: segments that stand, and one in the making.
struct RecognizedSpeech: Sendable {
  private var firm: [RecognizedWord] = []
  private var open: [RecognizedWord] = []
  private var lastFinalOrder: Int?
  /// Where the last word reported ends.
  private var end = 0

  /// The words that are not spent.
  var heard: [RecognizedWord] { firm + open }

  /// Whether nothing is in the making.
  var isSettled: Bool { open.isEmpty }

  /// Takes a line of the recogniser's output.
  ///
  /// - Parameter now: Milliseconds of audio sent to it so far.
  /// - Returns: Whether it was a turn.
  mutating func take(_ event: JSONValue, at now: Int) -> Bool {
    guard event["type"]?.string == "Turn" else { return false }
    let isFinal = event["end_of_turn"]?.bool ?? false
    let order = event["turn_order"]?.int
    // The formatted twin of a final repeats what has been heard.
    if let order, order == lastFinalOrder { return true }
    var words = (event["words"]?.array ?? []).compactMap { Self.word($0, isFirm: isFinal) }
    if words.isEmpty, let text = event["transcript"]?.string {
      words = spread(text, until: now, isFirm: isFinal)
    }
    for index in words.indices {
      words[index].language = event["language_code"]?.string
      words[index].speaker = words[index].speaker ?? event["speaker_label"]?.string
    }
    if isFinal {
      firm += words
      open = []
      lastFinalOrder = order
      end = words.last?.end ?? end
    } else {
      open = words
    }
    return true
  }

  /// No more will come: what was in the making stands.
  mutating func settle() {
    firm += open.map { word in
      var word = word
      word.isFirm = true
      return word
    }
    open = []
  }

  mutating func drop(where isSpent: (RecognizedWord) -> Bool) {
    firm.removeAll(where: isSpent)
    open.removeAll(where: isSpent)
  }

  private static func word(_ value: JSONValue, isFirm: Bool) -> RecognizedWord? {
    guard let text = value["text"]?.string, !text.isEmpty, let start = value["start"]?.int,
      let end = value["end"]?.int, start >= 0, end >= start
    else { return nil }
    return RecognizedWord(
      start: start, end: end, text: text, confidence: value["confidence"]?.double ?? 0,
      speaker: value["speaker"]?.string, isFirm: isFirm)
  }

  /// For a recogniser that gives no times: the words evenly from the last known end to now.
  private func spread(_ text: String, until now: Int, isFirm: Bool) -> [RecognizedWord] {
    let pieces = text.split(whereSeparator: \.isWhitespace)
    let span = max(now - end, pieces.count)
    return pieces.enumerated().map { index, piece in
      RecognizedWord(
        start: end + span * index / pieces.count, end: end + span * (index + 1) / pieces.count,
        text: String(piece), confidence: 0, isFirm: isFirm)
    }
  }
}
