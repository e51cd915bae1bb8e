public import NIOCore

/// What a `WebSocketHandler` tells the handler behind it.
public enum WebSocketEvent: Sendable {
  /// A whole text message; its bytes are valid UTF-8.
  case text(ByteBuffer)
  /// A whole binary message.
  case binary(ByteBuffer)
  /// A ping; it has been answered already.
  case ping(ByteBuffer)
  case pong(ByteBuffer)
  /// The last event of every connection, exactly once.
  case closed(WebSocketClosure)
}

/// How a connection came to its end.
public enum WebSocketClosure: Sendable {
  /// The peer sent a Close frame, or answered ours; 1005 stands for one without a code.
  case closed(code: WebSocketCloseCode, reason: String)
  /// The peer broke the protocol; it was told so in a Close frame.
  case violated(WebSocketViolation)
  /// The connection ended with no Close frame.
  case lost((any Error)?)
}
