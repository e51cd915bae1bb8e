import AAIProtocol

/// Puts what happened into Gladia's messages.
struct LiveFrames: Sendable {
  let sessionID: String
  let language: String

  /// - Parameter wall: Since 1970.
  func frame(_ type: String, _ data: JSONValue? = nil, at wall: Duration) -> String {
    JSONValue.members(
      ("session_id", .string(sessionID)), ("created_at", .string(RFC3339.text(wall))),
      ("type", .string(type)), ("data", data)
    ).text
  }

  /// - Parameter error: Why it was not accepted; `nil` when it was.
  func acknowledgment(
    _ type: String, _ data: JSONValue, error: String? = nil, at wall: Duration
  ) -> String {
    JSONValue.members(
      ("session_id", .string(sessionID)), ("created_at", .string(RFC3339.text(wall))),
      ("acknowledged", .bool(error == nil)), ("error", error.map(Self.message) ?? .null),
      ("type", .string(type)), ("data", data)
    ).text
  }

  /// An add-on's message where there is no such add-on.
  func failure(_ type: String, _ error: String, at wall: Duration) -> String {
    JSONValue.members(
      ("session_id", .string(sessionID)), ("created_at", .string(RFC3339.text(wall))),
      ("error", Self.message(error)), ("type", .string(type)), ("data", .null)
    ).text
  }

  static func message(_ text: String) -> JSONValue { ["message": .string(text)] }

  func transcript(_ turn: HeardTurn, channel: Int, isFinal: Bool) -> JSONValue {
    let digits = String(turn.order)
    let id =
      (channel < 10 ? "0" : "") + "\(channel)-"
      + String(repeating: "0", count: max(8 - digits.count, 0)) + digits
    return .members(
      ("id", .string(id)), ("is_final", .bool(isFinal)),
      ("utterance", utterance(turn.words, channel: channel)))
  }

  /// Texts begin with a space, as the service's do.
  func utterance(_ words: [RecognizedWord], channel: Int) -> JSONValue {
    let confidence = words.map(\.confidence).reduce(0, +) / Double(max(words.count, 1))
    return .members(
      ("text", .string(" " + words.text)), ("start", .seconds(words.first?.start ?? 0)),
      ("end", .seconds(words.last?.end ?? 0)), ("language", .string(words.language ?? language)),
      ("confidence", .init(confidence.rounded(toDigits: 2))), ("channel", .init(channel)),
      ("words", .array(words.map(word))))
  }

  private func word(_ word: RecognizedWord) -> JSONValue {
    .members(
      ("word", .string(" " + word.text)), ("start", .seconds(word.start)),
      ("end", .seconds(word.end)), ("confidence", .init(word.confidence.rounded(toDigits: 2))))
  }
}

extension JSONValue {
  /// Seconds, as Gladia counts.
  static func seconds(_ milliseconds: Int) -> JSONValue { .seconds(Double(milliseconds) / 1000) }

  static func seconds(_ seconds: Double) -> JSONValue {
    let rounded = seconds.rounded(toDigits: 3)
    return Int(exactly: rounded).map { .init($0) } ?? .init(rounded)
  }
}
