/// How long to wait before dialling again: doubling, with jitter, within bounds.
public struct Backoff: Sendable {
  /// How long attempts go on after a loss.
  public let patience: Duration
  public private(set) var attempt = 0
  private var since: Duration?

  private static let first = Duration.milliseconds(500)
  /// A service that says "too many" is not asked again at once.
  private static let firstWhenCrowded = Duration.seconds(5)
  private static let ceiling = Duration.seconds(30)

  public init(patience: Duration) {
    self.patience = patience
  }

  /// The next delay, or `nil` once patience is over.
  ///
  /// - Parameters:
  ///   - retryAfter: What the server asked for; it counts up to the ceiling.
  ///   - jitter: From 0 to 1; the delay lies between half of its length and all of it.
  public mutating func next(
    at now: Duration, isCrowded: Bool, retryAfter: Duration? = nil,
    jitter: Double = .random(in: 0...1)
  ) -> Duration? {
    let began = since ?? now
    since = began
    attempt += 1
    let base = isCrowded ? Self.firstWhenCrowded : Self.first
    let doubled = min(base * (1 << min(attempt - 1, 10)), Self.ceiling)
    var delay = doubled * (0.5 + 0.5 * jitter)
    if isCrowded { delay = max(delay, Self.firstWhenCrowded) }
    if let retryAfter { delay = max(delay, min(retryAfter, Self.ceiling)) }
    return now + delay - began > patience ? nil : delay
  }

  /// A session has held: the next loss starts from the beginning.
  public mutating func reset() {
    attempt = 0
    since = nil
  }
}
