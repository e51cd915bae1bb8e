/// What becomes of a request.
public enum ServerReply {
  /// An answer, after which the connection is closed.
  case answer(HTTPResponse)
  /// 101, when the request asks for a WebSocket; 426 otherwise.
  ///
  /// - Parameters:
  ///   - messageLimit: Bytes of a message at most.
  ///   - adopt: Given the connection, which begins to listen when `adopt` returns, and which is
  ///     closed when nobody holds it any more.
  case webSocket(messageLimit: Int, adopt: (WebSocketConnection) -> Void)
  /// The connection is closed without an answer.
  case hangUp
}
