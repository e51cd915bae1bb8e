import AAIProtocol
import Glibc
import NIOCore
import NIOHTTP1
import ToolSupport
import WebSocketTransport

/// The service behind a listener: routes, admission, and the sessions that are open.
///
/// It lives on one event loop.
final class Service {
  /// One WebSocket message holds at most so many bytes; a longer one is answered with 1009.
  private static let messageLimit = 128 << 10

  let policy: ServicePolicy
  let diagnostics: Diagnostics
  let eventLoop: any EventLoop
  private var tokens = TokenMint()
  private var rate: SessionRate
  private var ordinal = 0
  private var sessions: [ObjectIdentifier: SessionHandler] = [:]

  init(_ policy: ServicePolicy, _ diagnostics: Diagnostics, on eventLoop: any EventLoop) {
    self.policy = policy
    self.diagnostics = diagnostics
    self.eventLoop = eventLoop
    rate = SessionRate(perMinute: policy.sessionsPerMinute)
  }

  /// On a clock that only runs forward.
  var now: Duration { .nanoseconds(Int64(NIODeadline.now().uptimeNanoseconds)) }

  func answer(_ request: ServerRequest) -> ServerReply {
    switch request.path {
    case "/v3/ws": openSession(request)
    case "/v3/token": answerTokenRequest(request)
    case "/echo":
      .webSocket(messageLimit: EchoHandler.messageLimit) { channel in
        try channel.pipeline.syncOperations.addHandler(EchoHandler())
      }
    case "/v3/health", "/v3/ws/health":
      .json(200, ["status": "ok", "sessions": JSONValue(sessions.count)])
    case "/v2/realtime/ws", "/v2/realtime/token": .json(410, ["error": "Deprecated endpoint"])
    default: .json(404, ["error": "Not Found"])
    }
  }

  func refused(_ peer: String, _ reason: String) {
    diagnostics.note("refused \(peer): \(reason)", level: 0)
  }

  /// Ends every session; the server is going away.
  func shutDown() {
    for session in sessions.values { session.goAway() }
  }

  // MARK: Sessions

  private func openSession(_ request: ServerRequest) -> ServerReply {
    if request.isUpgrade { ordinal += 1 }
    let ordinal = ordinal
    let faults = policy.faults.filter { $0.concerns(session: ordinal) }.map(\.kind)
    for case .reject(let status) in faults where request.isUpgrade {
      refused(request.peer, "session \(ordinal) rejected with \(status) by --fault")
      return .json(status, ["error": "rejected on request"])
    }
    return .webSocket(messageLimit: Self.messageLimit) { channel in
      let parameters = SessionParameters(query: request.query)
      let session = SessionHandler(
        self, ordinal: ordinal, request: request, parameters: parameters,
        admission: self.admit(request, parameters), faults: faults)
      try session.install(on: channel)
      self.sessions[ObjectIdentifier(session)] = session
      channel.closeFuture.assumeIsolated().whenComplete { _ in
        self.sessions[ObjectIdentifier(session)] = nil
      }
    }
  }

  /// - Returns: How long the session may last.
  private func admit(
    _ request: ServerRequest, _ parameters: SessionParameters
  ) -> Result<Duration, SessionError> {
    Result { () throws(SessionError) in
      let cap = try identify(request, parameters)
      if let limit = policy.maxSessions, sessions.count >= limit { throw .tooManySessions }
      guard rate.take(at: now) else { throw .tooManySessions }
      return min(cap, policy.sessionCap)
    }
  }

  private func identify(
    _ request: ServerRequest, _ parameters: SessionParameters
  ) throws(SessionError) -> Duration {
    let header = request.headers.first(name: "Authorization").flatMap { $0.isEmpty ? nil : $0 }
    if let token = parameters["token"], header == nil {
      guard let cap = try tokens.redeem(token, at: now) else { throw .invalidKey }
      return cap
    }
    guard let key = header else { throw .missingCredentials }
    if let cap = try tokens.redeem(key, at: now) { return cap }
    guard policy.credentials.accept(key) else { throw .invalidKey }
    return policy.sessionCap
  }

  // MARK: Tokens

  private func answerTokenRequest(_ request: ServerRequest) -> ServerReply {
    guard request.method == .GET else { return .json(405, ["detail": "Method Not Allowed"]) }
    let wanted: TokenRequest
    do throws(TokenRequest.Problem) {
      wanted = try TokenRequest(request)
    } catch {
      return .json(422, error.detail)
    }
    guard policy.credentials.accept(wanted.key) else {
      return .json(401, ["error": "Unauthorized", "code": "invalid_api_key"])
    }
    guard rate.take(at: now) else { return .json(429, ["error": "Too many requests"]) }
    let token = tokens.mint(
      at: now, lifetime: .seconds(wanted.lifetime), sessionCap: .seconds(wanted.sessionCap))
    return .json(
      200, ["token": .string(token), "expires_in_seconds": JSONValue(wanted.lifetime)])
  }
}

extension ServerReply {
  fileprivate static func json(_ status: Int, _ body: JSONValue) -> ServerReply {
    .answer(status: status, headers: [("Content-Type", "application/json")], body: body.text)
  }
}
