public import NIOCore

/// What becomes of a request.
public enum ServerReply {
  /// An answer, after which the connection is closed.
  case answer(status: Int, headers: [(name: String, value: String)] = [], body: String)
  /// 101, when the request asks for a WebSocket; 426 otherwise.
  ///
  /// - Parameters:
  ///   - messageLimit: Bytes of a message at most.
  ///   - install: Adds the handlers that talk to a `WebSocketHandler`, before a message can arrive.
  case webSocket(messageLimit: Int, install: (any Channel) throws -> Void)
  /// The connection is closed without an answer.
  case hangUp
}
