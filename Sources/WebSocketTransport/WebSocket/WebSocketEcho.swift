/// Sends every message back, so that a suite of WebSocket conformance tests has somebody to talk to.
public enum WebSocketEcho {
  /// Of a message, in bytes.
  public static let messageLimit = 16 << 20

  /// - Parameter closed: Called once, when nothing more can come.
  public static func start(
    _ connection: WebSocketConnection, closed: @escaping (WebSocketClosure) -> Void = { _ in }
  ) {
    connection.received = { [unowned connection] event in
      switch event {
      case .text(let bytes): connection.send(.text(bytes))
      case .binary(let bytes): connection.send(.binary(bytes))
      default: break
      }
      connection.flush()
    }
    // A peer that does not take its echo is not read any further.
    connection.writabilityChanged = { [unowned connection] in connection.setReading($0) }
    connection.closed = closed
  }
}
