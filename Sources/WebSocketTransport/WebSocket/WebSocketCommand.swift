public import NIOCore

/// What a `WebSocketHandler` takes from the handler behind it.
public enum WebSocketCommand: Sendable {
  case text(ByteBuffer)
  case binary(ByteBuffer)
  /// A piece of a text message; pings may stand between the pieces (RFC 6455 §5.4).
  case textFragment(ByteBuffer, isFirst: Bool, isLast: Bool)
  /// At most 125 bytes.
  case ping(ByteBuffer)
  /// Starts the closing handshake; nothing can be sent after it. The reason is cut to 123 bytes.
  case close(code: WebSocketCloseCode, reason: String)
}
