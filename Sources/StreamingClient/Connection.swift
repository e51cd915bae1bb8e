import WebSocketTransport

/// The connection of a run, and the next one after it.
final class Connection {
  /// Opens a connection, one after the other; goes on as long as what it returns is held.
  typealias Connect = (
    EventLoop, _ done: @escaping (Result<WebSocketConnection, DialFailure>) -> Void
  ) -> AnyObject

  private let connect: Connect
  private let loop: EventLoop
  private let received: (WebSocketEvent) -> Void
  private let closed: (WebSocketClosure) -> Void
  private let writable: (Bool) -> Void

  private var dial: AnyObject?
  private var webSocket: WebSocketConnection?
  private var isUnflushed = false
  private var isReading = true

  /// - Parameters:
  ///   - received: Given what the service says.
  ///   - closed: Told how the connection ended, unless it was hung up.
  ///   - writable: Told whether the connection takes more.
  init(
    _ connect: @escaping Connect, on loop: EventLoop,
    received: @escaping (WebSocketEvent) -> Void, closed: @escaping (WebSocketClosure) -> Void,
    writable: @escaping (Bool) -> Void
  ) {
    self.connect = connect
    self.loop = loop
    self.received = received
    self.closed = closed
    self.writable = writable
  }

  /// Opens the next connection and answers once, unless it is hung up before that.
  func dial(_ answer: @escaping (Result<Void, DialFailure>) -> Void) {
    dial = connect(loop) { [unowned self] outcome in
      switch outcome {
      case .success(let webSocket):
        adopt(webSocket)
        answer(.success(()))
      case .failure(let failure): answer(.failure(failure))
      }
    }
  }

  private func adopt(_ webSocket: WebSocketConnection) {
    self.webSocket = webSocket
    webSocket.setReading(isReading)
    webSocket.received = { [unowned self] in received($0) }
    webSocket.writabilityChanged = { [unowned self] in writable($0) }
    webSocket.closed = { [unowned self] closure in
      self.webSocket = nil
      closed(closure)
    }
  }

  /// Hands a message over; it leaves with the next `flush()`.
  func send(_ command: WebSocketCommand) {
    webSocket?.send(command)
    isUnflushed = true
  }

  func flush() {
    guard isUnflushed else { return }
    isUnflushed = false
    webSocket?.flush()
  }

  /// Stops and resumes taking what the service says.
  func setReading(_ isReading: Bool) {
    self.isReading = isReading
    webSocket?.setReading(isReading)
  }

  /// Ends the connection, or the dial, without another word.
  func hangUp() {
    dial = nil
    webSocket?.received = { _ in }
    webSocket?.writabilityChanged = { _ in }
    webSocket?.closed = { _ in }
    webSocket?.hangUp()
    webSocket = nil
  }
}
