import NIOCore
import WebSocketTransport

/// The connection of a run, and the next one after it; lives on the run's event loop.
final class Connection {
  private let connector: Connector
  private let eventLoop: any EventLoop
  private let received: (WebSocketEvent) -> Void
  private let writable: (Bool) -> Void

  private var channel: (any Channel)?
  /// Counts dials, so that what a connection given up says late is not heard.
  private var generation = 0
  /// What came in the same read as the answer to the upgrade.
  private var early: [WebSocketEvent] = []
  private var isUnflushed = false

  /// - Parameters:
  ///   - received: Given what the service says, in order, once `dial` has answered.
  ///   - writable: Told whether the connection takes more.
  init(
    _ connector: Connector, on eventLoop: any EventLoop,
    received: @escaping (WebSocketEvent) -> Void, writable: @escaping (Bool) -> Void
  ) {
    self.connector = connector
    self.eventLoop = eventLoop
    self.received = received
    self.writable = writable
  }

  /// Opens the next connection and answers once, unless it is hung up before that.
  func dial(_ answer: @escaping (Result<Void, DialFailure>) -> Void) {
    generation += 1
    let mine = generation
    early = []
    connector.connect { [self] channel in
      try channel.pipeline.syncOperations.addHandler(
        SessionHandler(
          received: { if mine == self.generation { self.receive($0) } },
          writable: { if mine == self.generation { self.writable($0) } }))
    }.assumeIsolated().whenComplete { [self] outcome in
      guard mine == generation else {
        if case .success(let channel) = outcome { channel.close(promise: nil) }
        return
      }
      switch outcome {
      case .success(let channel):
        self.channel = channel
        answer(.success(()))
        for event in early { receive(event) }
        early = []
      case .failure(let error):
        answer(.failure(error as? DialFailure ?? .badUpgrade("\(error)")))
      }
    }
  }

  private func receive(_ event: WebSocketEvent) {
    guard channel != nil else { return early.append(event) }
    if case .closed = event { channel = nil }
    received(event)
  }

  /// Hands a message over; it leaves with the next `flush()`.
  func write(_ command: WebSocketCommand) {
    channel?.pipeline.syncOperations.write(NIOAny(command), promise: nil)
    isUnflushed = true
  }

  func flush() {
    guard isUnflushed else { return }
    isUnflushed = false
    channel?.flush()
  }

  /// Stops and resumes taking what the service says.
  func setReading(_ isReading: Bool) {
    try? channel?.syncOptions?.setOption(.autoRead, value: isReading)
  }

  /// Ends the connection, or the dial, without another word.
  func hangUp() {
    generation += 1
    channel?.close(promise: nil)
    channel = nil
  }
}
