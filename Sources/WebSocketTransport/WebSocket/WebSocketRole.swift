/// Which end of a WebSocket this is; the rules of masking differ (RFC 6455 §5.1).
public enum WebSocketRole: Sendable {
  case client, server
}
