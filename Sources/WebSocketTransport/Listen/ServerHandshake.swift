/// A connection up to its answer: one request, whole and in time, then a WebSocket or the end.
final class ServerHandshake {
  /// How long the client may take to see the end of an answer.
  private static let farewell = Duration.seconds(1)

  private let stream: SocketStream
  private let peer: String
  private let limits: WebSocketListener.Limits
  private let service: WebSocketListener.Service
  private let loop: EventLoop
  private let over: (ServerHandshake) -> Void
  private var reader: HTTPRequestReader
  private var deadline: Timer?
  private var isAnswered = false

  /// - Parameter over: Called when the connection has ended or is a WebSocket.
  init(
    _ stream: SocketStream, peer: String, limits: WebSocketListener.Limits,
    service: WebSocketListener.Service, on loop: EventLoop,
    over: @escaping (ServerHandshake) -> Void
  ) {
    self.stream = stream
    self.peer = peer
    self.limits = limits
    self.service = service
    self.loop = loop
    self.over = over
    reader = HTTPRequestReader(headLimit: limits.headBytes, bodyLimit: limits.bodyBytes)
  }

  deinit { deadline?.cancel() }

  func start(_ tls: TLSContext?) {
    deadline = loop.schedule(after: limits.handshakeTimeout) { [unowned self] in
      refuse(
        HTTPRefusal(status: 408, reason: "took longer than \(limits.handshakeTimeout) to ask"))
    }
    stream.received = { [unowned self] in receive($0) }
    stream.ended = { [unowned self] _ in end() }
    guard let tls else { return stream.setReading(true) }
    stream.startTLS(
      { descriptor throws(TLSFailure) in try TLSSession(accepting: tls, on: descriptor) }
    ) { [unowned self] failure in
      if let failure { return fail(failure) }
      stream.setReading(true)
    }
  }

  private func fail(_ failure: TLSFailure) {
    let reason =
      switch failure {
      case .notTLS: "spoke no TLS"
      case .closedDuringHandshake: "left during the TLS handshake"
      case .handshake(let text), .broken(let text): "TLS: \(text)"
      default: "TLS: \(failure)"
      }
    service.refused(peer, reason)
    hangUp()
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) {
    guard !isAnswered else { return }
    do throws(HTTPRefusal) {
      try reader.receive(Array(bytes)[...])
      if let request = reader.request { try answer(request, rest: reader.rest) }
    } catch {
      refuse(error)
    }
  }

  private func end() {
    if !isAnswered, reader.hasBegun { service.refused(peer, "left in the middle of its request") }
    hangUp()
  }

  private func answer(_ request: HTTPRequest, rest: [UInt8]) throws(HTTPRefusal) {
    let key = try request.upgradeKey()
    switch service.answer(ServerRequest(request, peer: peer, isUpgrade: key != nil)) {
    case .answer(let response): send(response)
    case .hangUp: hangUp()
    case .webSocket(let limit, let adopt):
      guard let key else {
        throw HTTPRefusal(status: 426, reason: "asked for a WebSocket without an upgrade")
      }
      upgrade(key, messageLimit: limit, adopt, rest)
    }
  }

  private func upgrade(
    _ key: String, messageLimit: Int, _ adopt: (WebSocketConnection) -> Void, _ rest: [UInt8]
  ) {
    stream.write(HTTPResponse.upgrade(for: key).bytes)
    stream.flush()
    let connection = WebSocketConnection(
      stream, on: loop, role: .server, messageLimit: messageLimit)
    isAnswered = true
    deadline?.cancel()
    adopt(connection)
    connection.start(rest)
    over(self)
  }

  // MARK: Refusing

  private func refuse(_ refusal: HTTPRefusal) {
    guard !isAnswered else { return }
    service.refused(peer, refusal.reason)
    send(refusal.response)
  }

  private func send(_ response: HTTPResponse) {
    isAnswered = true
    var response = response
    response.fields.append("Connection", "close")
    stream.write(response.bytes)
    stream.flush()
    // The answer must not be lost to a reset because bytes of the request are still unread: the
    // connection ends when the client has seen the end of the answer, or a second later.
    stream.shutDownOutput()
    stream.setReading(true)
    deadline?.cancel()
    deadline = loop.schedule(after: Self.farewell) { [unowned self] in hangUp() }
  }

  private func hangUp() {
    isAnswered = true
    deadline?.cancel()
    stream.close()
    over(self)
  }
}
