/// What kind of failure ended a session or kept it from beginning; it decides whether to try again.
public enum FailureClass: Sendable, Equatable {
  /// Credentials, or the account behind them, were refused.
  case auth
  /// Too many sessions.
  case rate
  /// The service refused a parameter or a message of ours.
  case usage
  /// Audio came far faster than real time.
  case pacing
  /// The session reached its greatest age, or is over for another reason of its own.
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
    let spoken = Self.phrases.first { text.contains($0.phrase) }
    self = spoken?.kind ?? Self(closeCode: code)
  }

  /// What the service says; the first that fits counts.
  private static let phrases: [(phrase: String, kind: FailureClass)] = [
    ("too many concurrent", .rate), ("due to inactivity", .idle), ("transmission rate", .pacing),
    ("too much audio", .pacing), ("session expired", .expired), ("unauthorized", .auth),
    ("input validation error", .usage), ("input duration", .usage), ("invalid message", .usage),
  ]

  private init(closeCode code: Int) {
    self =
      switch code {
      case 1008: .auth
      case 3009: .rate
      case 3008: .expired
      case 1003, 1007, 1009, 3006, 3007: .usage
      case 1011, 1013, 3005: .server
      case 1002: .peer
      // Left over from version 2 in the service's own clients.
      case 4001...4003: .auth
      case 4102: .rate
      // The session is over for this connection; another one may be opened.
      case 4004, 4008, 4010, 4030, 4103: .expired
      case 4031: .idle
      case 4029: .pacing
      case 4000, 4032...4034, 4100, 4101, 4104: .usage
      default: .network
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
