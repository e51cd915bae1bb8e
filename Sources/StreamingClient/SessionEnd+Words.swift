import AAIProtocol
import ToolSupport
import WebSocketTransport

extension SessionRun.Result {
  /// What to say and how to exit; `nil` for an end that is none to talk about.
  var words: Failure? {
    if let failure { return failure }
    switch end {
    case .complete, .outputGone: return nil
    case .ended(let kind, let code, let text):
      let said = text.isEmpty ? "no reason given" : text.excerpt
      return Failure(
        status(of: kind), "the service ended the session: \(said) (\(code))", hint: hint(kind))
    case .unreachable: return dialFailure?.words
    case .lost(let reason):
      return Failure(
        .unavailable, reason.hasPrefix("connection lost") ? reason : "connection lost: \(reason)")
    case .violated(let deed): return Failure(.protocolError, "the server \(deed)")
    case .noBegin:
      return Failure(.protocolError, "connected, but the service began no session in time")
    case .noTermination:
      return Failure(.unavailable, "the service did not confirm the end of the session in time")
    case .stoppedBeforeBegin:
      return Failure(.unavailable, "stopped before a session had begun")
    }
  }

  private func status(of kind: FailureClass) -> ExitStatus {
    switch kind {
    case .auth, .trust: .refused
    case .rate: .tryAgain
    case .usage, .pacing, .peer: .protocolError
    case .expired, .idle, .server, .network: .unavailable
    }
  }

  private func hint(_ kind: FailureClass) -> String? {
    kind == .rate ? "the limit counts new sessions per minute; wait a little" : nil
  }
}
