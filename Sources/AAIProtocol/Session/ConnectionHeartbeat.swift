/// Whether the peer is still there: it is pinged once it has been silent, and must answer in time.
///
/// Anything that arrives counts as an answer, and so does room for more to send, so that a slow peer
/// is not taken for a dead one.
struct ConnectionHeartbeat: Sendable {
  /// The silence after which a peer is pinged that is being sent something meanwhile.
  private static let patience = Duration.seconds(5)

  private var lastHeard = Duration.zero
  private var lastSent = Duration.zero
  private var pingedAt: Duration?
  private var deafSince: Duration?

  /// Nothing is read, so nothing can be heard.
  var isDeaf: Bool { deafSince != nil }

  mutating func begin(at now: Duration) {
    lastHeard = now
    lastSent = now
    pingedAt = nil
  }

  mutating func heard(at now: Duration) {
    lastHeard = now
    pingedAt = nil
  }

  /// Something left that a peer, if it is there, will have.
  mutating func sent(at now: Duration) { lastSent = now }

  mutating func pinged(at now: Duration) { pingedAt = now }

  /// Whether the peer can be heard from now on.
  ///
  /// - Returns: How long it could not be, once it can.
  @discardableResult
  mutating func listen(_ isListening: Bool, at now: Duration) -> Duration {
    guard isListening else {
      deafSince = deafSince ?? now
      return .zero
    }
    defer { deafSince = nil }
    heard(at: now)
    return deafSince.map { now - $0 } ?? .zero
  }

  func isPingDue(_ settings: SessionSettings, at now: Duration) -> Bool {
    pingedAt == nil && deadline(settings).map { now >= $0 } ?? false
  }

  func isDead(_ settings: SessionSettings, at now: Duration) -> Bool {
    pingedAt != nil && deadline(settings).map { now >= $0 } ?? false
  }

  /// When the next ping, or else its answer, is due.
  func deadline(_ settings: SessionSettings) -> Duration? {
    guard let interval = settings.pingInterval, !isDeaf else { return nil }
    if let pingedAt { return pingedAt + settings.pingTimeout }
    return lastHeard + (lastSent > lastHeard ? min(interval, Self.patience) : interval)
  }
}
