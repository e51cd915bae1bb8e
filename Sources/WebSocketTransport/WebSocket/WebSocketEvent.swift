/// What one end of a WebSocket hears from the other.
public enum WebSocketEvent: Sendable, Equatable {
  /// A whole text message; its bytes are valid UTF-8.
  case text([UInt8])
  /// A whole binary message.
  case binary([UInt8])
  /// A ping; the answer to it is on its way.
  case ping([UInt8])
  case pong([UInt8])
  /// The peer sent a Close frame; 1005 stands for one without a code.
  case close(code: WebSocketCloseCode, reason: String)
}
