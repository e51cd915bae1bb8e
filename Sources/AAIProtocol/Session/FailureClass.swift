/// What kind of failure ended a session or kept it from beginning; it decides whether to try again.
public enum FailureClass: Sendable, Equatable {
  /// Credentials, or the account behind them, were refused.
  case auth
  /// Too many sessions.
  case rate
  /// The service refused a parameter or a message of ours.
  case usage
  /// Sound came far faster than real time.
  case pacing
  /// The session reached its greatest age.
  case expired
  /// Nothing was sent for the session's `inactivity_timeout`.
  case idle
  /// The service failed.
  case server
  /// The connection failed.
  case network
  /// The peer broke the protocol.
  case peer
  /// The peer is not who it should be.
  case trust

  /// Whether another session may fare better.
  public var isRetryable: Bool {
    switch self {
    case .network, .server, .expired, .rate, .idle: true
    case .auth, .usage, .pacing, .peer, .trust: false
    }
  }

  /// Sorts an AssemblyAI streaming v3 close code, by the text of the `Error` frame first: the same
  /// trouble has had several codes over the years.
  public init(closeCode code: Int, text: String) {
    let text = text.lowercased()
    if text.contains("too many concurrent") {
      self = .rate
    } else if text.contains("due to inactivity") {
      self = .idle
    } else if text.contains("transmission rate") || text.contains("too much audio") {
      self = .pacing
    } else {
      switch code {
      case 1008: self = .auth
      case 3009: self = .rate
      case 3008: self = .expired
      case 1009, 1003, 1007, 3006, 3007: self = .usage
      case 1011, 1013, 3005: self = .server
      case 1002: self = .peer
      default: self = .network
      }
    }
  }

  /// Sorts an HTTP status that came instead of an upgrade.
  public init(httpStatus status: Int) {
    self =
      switch status {
      case 401, 402, 403: .auth
      case 429: .rate
      case 408, 500...599: .server
      default: .peer
      }
  }
}
