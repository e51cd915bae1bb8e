import AAIProtocol
import WebSocketTransport

/// A session that was granted: whoever has its token has the session.
final class GrantedSession {
  let id = SessionID.random()
  let token = SessionID.random()
  let configuration: LiveConfiguration
  let request: ServerRequest
  /// Since 1970.
  let createdAt: Duration
  /// On the service's own clock.
  let grantedAt: Duration
  /// Since the first connection.
  var run: ServerSessionRun?

  init(
    _ configuration: LiveConfiguration, _ request: ServerRequest, createdAt: Duration,
    at now: Duration
  ) {
    self.configuration = configuration
    self.request = request
    self.createdAt = createdAt
    grantedAt = now
  }

  /// Whether it takes up room among the sessions that may be open: a grant that nobody uses does so as
  /// long as a session waits for its client.
  func isOpen(at now: Duration) -> Bool {
    run.map { !$0.isOver } ?? (now < grantedAt + LiveServerSession.returnTimeout)
  }
}
