/// One end of a WebSocket on a socket: messages and the closing handshake, within bounds of time.
public final class WebSocketConnection {
  /// How long a peer may take to answer a Close frame, or to end the transport.
  private static let closeTimeout = Duration.seconds(3)

  /// Called with every message and control frame but the Close frame.
  public var received: (WebSocketEvent) -> Void = { _ in }
  /// Called once, when nothing more can come.
  public var closed: (WebSocketClosure) -> Void = { _ in }
  /// Called when `isWritable` has changed.
  public var writabilityChanged: (Bool) -> Void = { _ in }
  /// Called when the transport has ended.
  public var ended: () -> Void = {}

  private let stream: SocketStream
  private let loop: EventLoop
  private var endpoint: WebSocketEndpoint
  private var isReading = true
  private var timer: Timer?

  init(_ stream: SocketStream, on loop: EventLoop, role: WebSocketRole, messageLimit: Int) {
    self.stream = stream
    self.loop = loop
    endpoint = WebSocketEndpoint(role: role, messageLimit: messageLimit)
    stream.received = { [unowned self] in receive($0) }
    stream.ended = { [unowned self] in end($0) }
    stream.writabilityChanged = { [unowned self] isWritable in
      if isWritable { answerPing() }
      writabilityChanged(isWritable)
    }
  }

  deinit { timer?.cancel() }

  /// Begins to listen.
  ///
  /// - Parameter early: What came behind the opening handshake.
  func start(_ early: [UInt8]) {
    stream.setReading(isReading)
    early.withUnsafeBytes { receive($0) }
  }

  /// Bytes that may wait to be sent before the peer counts as one that does not read.
  public var unsentLimit: Int {
    get { stream.unsentLimit }
    set { stream.unsentLimit = newValue }
  }

  /// Whether the peer takes what it is sent.
  public var isWritable: Bool { stream.isWritable }

  /// Stops and resumes taking what the peer sends.
  public func setReading(_ isReading: Bool) {
    guard endpoint.isOpen else { return }
    self.isReading = isReading
    stream.setReading(isReading)
    if isReading { deliver() }
  }

  // MARK: Coming in

  private func receive(_ bytes: UnsafeRawBufferPointer) {
    endpoint.receive(bytes)
    deliver()
  }

  private func deliver() {
    do throws(WebSocketViolation) {
      while isReading, let event = try endpoint.next() {
        switch event {
        case .close(let code, let reason): return peerClosed(code, reason)
        case .ping: answerPing()
        default: break
        }
        received(event)
      }
    } catch {
      refuse(error)
    }
  }

  private func answerPing() {
    guard stream.isWritable else { return }
    endpoint.answerPing()
    flush()
  }

  private func peerClosed(_ code: WebSocketCloseCode, _ reason: String) {
    flush()
    switch endpoint.role {
    case .server: stream.close()
    // The server ends the transport (RFC 6455 §7.1.1), within bounds.
    case .client: closeLater()
    }
    closed(.closed(code: code, reason: reason))
    if !stream.isOpen { finish() }
  }

  private func refuse(_ violation: WebSocketViolation) {
    flush()
    switch endpoint.role {
    case .client: stream.close()
    case .server:
      // Bytes still unread would turn the end into a reset, which overtakes the Close frame.
      stream.shutDownOutput()
      closeLater()
    }
    closed(.violated(violation))
    if !stream.isOpen { finish() }
  }

  private func end(_ error: (any Error)?) {
    let wasClosed = endpoint.isClosed
    endpoint.end()
    if !wasClosed { closed(.lost(error)) }
    finish()
  }

  // MARK: Going out

  /// Hands something over; it leaves with the next `flush()`.
  public func send(_ command: WebSocketCommand) {
    guard endpoint.isOpen else { return }
    endpoint.send(command)
    if case .close = command {
      flush()
      closeLater()
    }
  }

  /// Sends what has been handed over: together, in as few records as can be.
  public func flush() {
    stream.write(endpoint.takeOutput())
    stream.flush()
  }

  // MARK: The end

  private func closeLater() {
    // The peer's Close frame and its end must be noticed, also by who does not listen just now.
    isReading = true
    stream.setReading(true)
    timer?.cancel()
    timer = loop.schedule(after: Self.closeTimeout) { [weak self] in self?.hangUp() }
  }

  /// Ends the connection without another word; `closed` is called if it was not yet.
  public func hangUp() {
    guard stream.isOpen else { return }
    stream.close()
    // Whoever hangs up is in the middle of something.
    loop.schedule(after: .zero) { [self] in end(nil) }
  }

  /// Sends nothing more; the peer may go on.
  public func shutDownOutput() { stream.shutDownOutput() }

  /// Ends the connection with a reset, which takes with it what the peer has not read yet.
  public func reset() {
    guard stream.isOpen else { return }
    stream.reset()
    loop.schedule(after: .zero) { [self] in end(nil) }
  }

  /// Ends the connection beneath TLS, as anybody on the way could.
  func vanish() { stream.vanish() }

  private func finish() {
    timer?.cancel()
    ended()
  }
}
