public import AAIProtocol
public import ToolSupport
public import WebSocketTransport

extension DialFailure {
  /// What the user reads, and the status that goes with it.
  public var words: Failure {
    switch self {
    case .unresolved(let host, let reason, _):
      Failure(.unavailable, "cannot resolve \(host): \(reason)")
    case .unreachable(let peer, let reason):
      Failure(.unavailable, "cannot reach \(peer): \(reason)")
    case .timedOut(let peer, let stage):
      Failure(.unavailable, "cannot reach \(peer): timed out \(stage.rawValue)")
    case .tls(let failure, let peer): failure.words(peer)
    case .proxy(let peer, let answer):
      Failure(status, "proxy \(peer) opened no tunnel: \(answer.summary)")
    case .strayBytes(let proxy):
      Failure(.protocolError, "proxy \(proxy) sent bytes of its own through the tunnel")
    case .refused(let answer, let peer):
      Failure(status, "\(peer) refused the connection: \(answer.summary)")
    case .badUpgrade(let reason): Failure(.protocolError, reason)
    case .notHTTP(let peer, let reason):
      Failure(.protocolError, "the answer of \(peer) is not HTTP: \(reason)")
    case .closedByPeer(let peer):
      Failure(.unavailable, "\(peer) closed the connection before there was an answer")
    }
  }

  /// For an answer that is a refusal.
  private var status: ExitStatus {
    switch failureClass {
    case .auth: .refused
    case .rate: .tryAgain
    case .server: .unavailable
    default: .protocolError
    }
  }

  /// Whether trying again can help.
  public var failureClass: FailureClass {
    switch self {
    case .unresolved, .unreachable, .timedOut, .closedByPeer: .network
    case .tls(.untrusted, _), .tls(.unusable, _): .trust
    case .tls: .network
    case .proxy(_, let answer):
      answer.status == 407 ? .auth : FailureClass(httpStatus: answer.status)
    case .refused(let answer, _): FailureClass(httpStatus: answer.status)
    case .strayBytes, .badUpgrade, .notHTTP: .peer
    }
  }

  /// The pause a server has asked for, a day at most; a date is left to the backoff.
  public var retryAfter: Duration? {
    guard case .refused(let answer, _) = self else { return nil }
    return answer.retryAfter
  }
}

extension HTTPResponse {
  /// `HTTP 503: over capacity`.
  public var summary: String {
    let excerpt = excerpt
    return excerpt.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(excerpt)"
  }
}

extension TLSFailure {
  /// What the user reads of a failure in talking to `peer`.
  public func words(_ peer: String) -> Failure {
    switch self {
    case .untrusted(let problem):
      Failure(.refused, problem.description, hint: hint(problem))
    case .handshake(let reason):
      Failure(.unavailable, "no TLS session with \(peer): \(reason)")
    case .notTLS:
      Failure(
        .unavailable, "no TLS session with \(peer): the answer is not TLS",
        hint: "a server without TLS has a URL that begins with ws://")
    case .closedDuringHandshake:
      Failure(.unavailable, "no TLS session with \(peer): closed during the handshake")
    case .broken(let reason):
      Failure(.unavailable, "TLS with \(peer) broke: \(reason)")
    case .unusable(let path, let reason):
      Failure(.configuration, "\(path): \(reason)")
    }
  }

  private func hint(_ problem: CertificateProblem) -> String? {
    switch problem.kind {
    case .expired, .notYetValid: "is this machine's clock right?"
    case .selfSigned, .unknownIssuer: "--cacert FILE names an authority to trust"
    case .wrongName, .other: nil
    }
  }
}

extension WebSocketClosure {
  /// `closed 1000 Session Ended`.
  var words: String {
    switch self {
    case .closed(let code, let reason):
      reason.isEmpty ? "closed \(code.rawValue)" : "closed \(code.rawValue) \(reason)"
    case .violated(let violation): "the server \(violation.deed)"
    case .lost(let error?): "connection lost: \(reason(of: error))"
    case .lost(nil): "connection lost"
    }
  }

  private func reason(of error: any Error) -> String {
    switch error {
    case TLSFailure.broken(let reason): reason
    default: "\(error)"
    }
  }
}
