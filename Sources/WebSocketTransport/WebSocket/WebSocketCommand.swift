public import NIOCore

/// What a `WebSocketHandler` takes from the handler behind it.
public enum WebSocketCommand: Sendable {
  case text(ByteBuffer)
  case binary(ByteBuffer)
  /// At most 125 bytes.
  case ping(ByteBuffer)
  /// Starts the closing handshake; nothing can be sent after it. The reason is cut to 123 bytes.
  case close(code: WebSocketCloseCode, reason: String)
}
