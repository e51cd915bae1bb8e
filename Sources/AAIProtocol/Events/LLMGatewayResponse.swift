/// What a language model behind the service answered to a turn.
public struct LLMGatewayResponse: Sendable, Equatable {
  public var turnOrder: Int?
  /// What the model was given.
  public var transcript: String?
  /// The answer's text (`data.choices[0].message.content`).
  public var content: String?

  public init(turnOrder: Int?, transcript: String?, content: String?) {
    self.turnOrder = turnOrder
    self.transcript = transcript
    self.content = content
  }
}

extension LLMGatewayResponse {
  init(_ fields: EventFields) {
    let content = fields[.data].member("choices").element(0).member("message")
      .member("content").string
    self.init(
      turnOrder: fields[.turnOrder].int, transcript: fields[.transcript].string, content: content)
  }
}
