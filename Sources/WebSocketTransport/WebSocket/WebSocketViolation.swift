/// How a peer broke RFC 6455, and the code it is told.
public struct WebSocketViolation: Error, Sendable, Equatable {
  public let code: WebSocketCloseCode
  /// What it did, for a message: `sent a masked frame`.
  public let deed: String

  static func protocolError(_ deed: String) -> WebSocketViolation {
    WebSocketViolation(code: .protocolError, deed: deed)
  }

  static let invalidText = WebSocketViolation(
    code: .invalidPayload, deed: "sent text that is not UTF-8")

  static func tooBig(limit: Int) -> WebSocketViolation {
    WebSocketViolation(code: .messageTooBig, deed: "sent a message of more than \(limit) bytes")
  }
}
