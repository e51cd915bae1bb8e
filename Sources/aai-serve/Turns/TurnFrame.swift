import AAIProtocol

/// One `Turn` frame, field by field, in the service's order.
struct TurnFrame {
  var order: Int
  var isFormatted = false
  var isFinal = false
  var transcript = ""
  var confidence: Double
  var words: [HeardWord]
  var utterance = ""
  var language: String?
  var label: (name: String, confidence: Double)?
  var showsSpeakers = false
  var scoresSpeakers = false

  init(_ turn: Turn) {
    order = turn.order
    confidence = turn.confidence.rounded(toDigits: 6)
    words = turn.words
  }

  var text: String {
    var members: [(key: String, value: JSONValue)] = [
      ("turn_order", JSONValue(order)), ("turn_is_formatted", .bool(isFormatted)),
      ("end_of_turn", .bool(isFinal)), ("transcript", .string(transcript)),
      ("end_of_turn_confidence", JSONValue(confidence)), ("words", .array(wordValues)),
      ("utterance", .string(utterance)),
    ]
    if let language {
      members.append(("language_code", .string(language)))
      members.append(("language_confidence", JSONValue(0.98)))
    }
    if let label {
      members.append(("speaker_label", .string(label.name)))
      members.append(("speaker_confidence", JSONValue(label.confidence)))
    }
    return JSONValue.object(members + [("type", "Turn")]).text
  }

  var wordValues: [JSONValue] {
    words.map { word in
      var members: [(key: String, value: JSONValue)] = [
        ("start", JSONValue(word.start)), ("end", JSONValue(word.end)),
        ("text", .string(word.text)),
        ("confidence", JSONValue(word.confidence.rounded(toDigits: 6))),
      ]
      if let speaker = word.speaker, showsSpeakers || speaker == "PENDING" {
        members.append(("speaker", .string(speaker)))
        if scoresSpeakers {
          let score = (0.6 + word.grain * 0.35).rounded(toDigits: 2)
          members.append(("speaker_confidence", JSONValue(score)))
        }
      }
      return .object(members + [("word_is_final", .bool(word.isFirm))])
    }
  }
}
