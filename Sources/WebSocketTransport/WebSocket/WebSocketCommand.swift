/// What one end of a WebSocket sends.
public enum WebSocketCommand: Sendable {
  case text([UInt8])
  case binary([UInt8])
  /// A piece of a text message; pings may stand between the pieces (RFC 6455 §5.4).
  case textFragment([UInt8], isFirst: Bool, isLast: Bool)
  /// At most 125 bytes.
  case ping([UInt8])
  /// Starts the closing handshake; nothing can be sent after it. The reason is cut to 123 bytes.
  case close(code: WebSocketCloseCode, reason: String)
}
