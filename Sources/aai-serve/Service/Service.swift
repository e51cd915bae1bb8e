import AAIProtocol
import ToolSupport
import WebSocketTransport

/// The service behind a listener: routes, admission, and the sessions that are open.
///
/// Everything happens on one event loop.
final class Service {
  /// One WebSocket message holds at most so many bytes; a longer one is answered with 1009.
  static let messageLimit = 128 << 10

  let policy: ServicePolicy
  let diagnostics: Diagnostics
  let loop: EventLoop
  var tokens = TokenIssuer()
  var rate: SessionRate
  var desk = LiveSessionRegistry()
  /// Whether it is reached over TLS.
  let isSecure: Bool
  private var ordinal = 0
  private var connections: [ObjectIdentifier: SessionHandler] = [:]
  private var echoes: [ObjectIdentifier: WebSocketConnection] = [:]

  init(
    _ policy: ServicePolicy, _ diagnostics: Diagnostics, isSecure: Bool,
    on loop: EventLoop
  ) {
    self.isSecure = isSecure
    self.policy = policy
    self.diagnostics = diagnostics
    self.loop = loop
    rate = SessionRate(perMinute: policy.sessionsPerMinute)
  }

  /// On a clock that only runs forward.
  var now: Duration { MonotonicClock.now }

  func answer(_ request: ServerRequest) -> ServerReply {
    switch request.path {
    case "/v3/ws": openSession(request)
    case "/v3/token": answerTokenRequest(request)
    case "/v2/live": answerLive(request)
    case let path where path.hasPrefix("/v2/live/"): answerLive(request)
    case "/echo":
      .webSocket(messageLimit: WebSocketEcho.messageLimit) { [self] in echo($0) }
    case "/v3/health", "/v3/ws/health":
      .json(200, ["status": "ok", "sessions": JSONValue(sessionCount)])
    case "/v2/realtime/ws", "/v2/realtime/token": .json(410, ["error": "Deprecated endpoint"])
    default: .json(404, ["error": "Not Found"])
    }
  }

  func refused(_ peer: String, _ reason: String) {
    diagnostics.note("refused \(peer): \(reason)", level: 0)
  }

  /// Ends every session; the server is going away.
  func shutDown() {
    for connection in connections.values { connection.goAway() }
    desk.end()
  }

  // MARK: Connections

  /// Admits a connection as the session with the next number, or does to it what a fault asks for.
  func connect(
    _ request: ServerRequest, messageLimit: Int = Service.messageLimit, isSession: Bool = true,
    refusal: (_ status: Int) -> ServerReply,
    opening: @escaping (_ ordinal: Int) -> SessionHandler.Opening
  ) -> ServerReply {
    if request.isUpgrade { ordinal += 1 }
    let ordinal = ordinal
    if request.isUpgrade, let status = rejection(of: request, ordinal) { return refusal(status) }
    return .webSocket(messageLimit: messageLimit) { [self] connection in
      let session = SessionHandler(
        self, connection, ordinal: ordinal, peer: request.peer, faults: faults(for: ordinal),
        opening: opening(ordinal))
      session.isSession = isSession
      connections[ObjectIdentifier(session)] = session
      connection.ended = { [unowned self, unowned session] in
        connections[ObjectIdentifier(session)] = nil
      }
      session.start()
    }
  }

  private func echo(_ connection: WebSocketConnection) {
    WebSocketEcho.start(connection)
    echoes[ObjectIdentifier(connection)] = connection
    connection.ended = { [unowned self, unowned connection] in
      echoes[ObjectIdentifier(connection)] = nil
    }
  }

  /// The status with which a fault turns away a client that asks for a session first: it has the number
  /// that its connection would have.
  func rejectionOfGrant(_ request: ServerRequest) -> Int? {
    guard request.method == "POST", let status = rejection(of: request, ordinal + 1) else {
      return nil
    }
    ordinal += 1
    return status
  }

  private func faults(for ordinal: Int) -> [Fault.Kind] {
    policy.faults.filter { $0.concerns(session: ordinal) }.map(\.kind)
  }

  /// The status with which a fault turns the client with this number away.
  private func rejection(of request: ServerRequest, _ ordinal: Int) -> Int? {
    for case .reject(let status) in faults(for: ordinal) {
      refused(request.peer, "session \(ordinal) rejected with \(status) by --fault")
      return status
    }
    return nil
  }

  /// Counts a session that is asked for.
  ///
  /// - Returns: Whether the limits leave room for it.
  func admitsAnother() -> Bool {
    if let limit = policy.maxSessions, sessionCount >= limit { return false }
    return rate.take(at: now)
  }

  private var sessionCount: Int {
    connections.values.count(where: \.isSession) + desk.openCount(at: now)
  }

  func recorder(_ request: ServerRequest, ordinal: Int) -> SessionRecorder? {
    policy.recordFolder.map { SessionRecorder(folder: $0, ordinal: ordinal, request) }
  }
}

extension ServerReply {
  static func json(_ status: Int, _ body: JSONValue) -> ServerReply {
    .answer(
      HTTPResponse(
        status: status, fields: ["Content-Type": "application/json"], body: Array(body.text.utf8)))
  }
}
