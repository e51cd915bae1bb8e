/// How a connection came to its end.
public enum WebSocketClosure: Sendable {
  /// The peer sent a Close frame, or answered ours; 1005 stands for one without a code.
  case closed(code: WebSocketCloseCode, reason: String)
  /// The peer broke the protocol; it was told so in a Close frame.
  case violated(WebSocketViolation)
  /// The connection ended with no Close frame.
  case lost((any Error)?)
}
