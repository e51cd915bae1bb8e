/// Whether the peer is still there: it is pinged once it has been silent, and must answer in time.
///
/// Anything that arrives counts as an answer, so that a slow peer is not taken for a dead one.
struct ConnectionHeartbeat: Sendable {
  private var lastHeard = Duration.zero
  private(set) var pingedAt: Duration?

  mutating func begin(at now: Duration) {
    lastHeard = now
    pingedAt = nil
  }

  mutating func heard(at now: Duration) {
    lastHeard = now
    pingedAt = nil
  }

  mutating func pinged(at now: Duration) { pingedAt = now }

  func isPingDue(_ settings: SessionSettings, at now: Duration) -> Bool {
    guard let interval = settings.pingInterval, pingedAt == nil else { return false }
    return now >= lastHeard + interval
  }

  func isDead(_ settings: SessionSettings, at now: Duration) -> Bool {
    guard let pingedAt else { return false }
    return now >= pingedAt + settings.pingTimeout
  }

  func deadline(_ settings: SessionSettings) -> Duration? {
    guard let interval = settings.pingInterval else { return nil }
    return pingedAt.map { $0 + settings.pingTimeout } ?? lastHeard + interval
  }
}
