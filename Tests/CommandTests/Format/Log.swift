import TestKit

/// Lines that a service might have written.
enum Log {
  static let folder =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"

  static func turn(
    _ order: Int, _ transcript: String, final: Bool = true, formatted: Bool = true,
    words: String = "[]", more: String = ""
  ) -> String {
    """
    {"turn_order":\(order),"turn_is_formatted":\(formatted),"end_of_turn":\(final),\
    "transcript":"\(transcript)","end_of_turn_confidence":1.0,"words":\(words)\(more),"type":"Turn"}

    """
  }

  /// A turn whose words are heard 400 ms each, from `start` on.
  static func spoken(_ order: Int, _ transcript: String, from start: Int = 0, final: Bool = true)
    -> String
  {
    let words = transcript.split(separator: " ").enumerated().map { index, word in
      let start = start + 400 * index
      return """
        {"start":\(start),"end":\(start + 350),"text":"\(word)","confidence":0.9,"word_is_final":\(final)}
        """
    }
    return turn(
      order, transcript, final: final, words: "[\(words.joined(separator: ","))]",
      more: #","utterance":"""#)
  }
}
