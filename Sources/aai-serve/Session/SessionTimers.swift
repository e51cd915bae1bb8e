import AAIProtocol

/// What happens to a session by itself: the idle timeout, the cap, heartbeats, revisions.
struct SessionTimers: Sendable {
  private let inactivityTimeout: Int?
  private let revisionInterval: Int?
  private let cap: Duration
  /// When a model that is not served breaks down, as it does on the service.
  private let breakdown: Duration?
  private var lastMessage = Duration.zero
  private var drainDeadline: Duration?
  private var nextHeartbeat: Duration?
  private var nextRevision: Int?

  init(_ configuration: SessionConfiguration, cap: Duration) {
    inactivityTimeout = configuration.inactivityTimeout
    revisionInterval = configuration.revisionInterval
    self.cap = cap
    let isServed = ![.universal37Preview, .u3RealTimeAgent].contains(configuration.model)
    breakdown = isServed ? nil : .seconds(5)
    nextHeartbeat = configuration.hasHeartbeat ? .seconds(5) : nil
    nextRevision = revisionInterval
  }

  /// The earliest moment at which `check` would do something.
  var next: Duration {
    let idle = inactivityTimeout.map { lastMessage + .seconds($0) }
    if let drainDeadline { return min(drainDeadline, cap) }
    return [idle, nextHeartbeat, breakdown].compactMap(\.self).reduce(cap, min)
  }

  /// `Terminate` has come: only the recogniser is waited for, and not for ever.
  mutating func drain(at now: Duration) { drainDeadline = now + .seconds(30) }

  /// Audio, text, anything but pings.
  mutating func sawMessage(at now: Duration) { lastMessage = now }

  mutating func hasHeartbeat(_ isWanted: Bool, at now: Duration) {
    if !isWanted { nextHeartbeat = nil }
    if isWanted && nextHeartbeat == nil { nextHeartbeat = now + .seconds(5) }
  }

  /// - Returns: Whether a heartbeat is due.
  mutating func check(at now: Duration) throws(SessionError) -> Bool {
    if now >= cap { throw .expired }
    if let drainDeadline {
      if now >= drainDeadline { throw .cancelled }
      return false
    }
    if let breakdown, now >= breakdown { throw .cancelled }
    if let inactivityTimeout, now >= lastMessage + .seconds(inactivityTimeout) {
      throw .inactive(seconds: inactivityTimeout)
    }
    guard let due = nextHeartbeat, now >= due else { return false }
    nextHeartbeat = due + .seconds(5)
    return true
  }

  /// - Parameter audio: Milliseconds of audio received.
  func heartbeat(audio: Double, at now: Duration) -> String {
    let elapsed = max(now / .milliseconds(1), 1)
    return Heartbeat(
      audioReceived: .milliseconds(audio), sessionDuration: now,
      realtimeFactor: (audio / elapsed).rounded(toDigits: 4),
      speechProbability: audio > 0 ? 0.999871 : 0
    ).json.text
  }

  mutating func revisionIsDue(audio: Int) -> Bool {
    guard let interval = revisionInterval, let due = nextRevision, audio >= due else {
      return false
    }
    nextRevision = due + interval
    return true
  }
}
