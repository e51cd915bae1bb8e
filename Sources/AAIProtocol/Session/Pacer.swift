/// When the next chunk may leave: audio goes out no faster than it is spoken, but what a stall held
/// back may catch up.
///
/// Times are those of one monotonic clock, from any origin.
public struct Pacer: Sendable {
  /// Chunks per chunk's length; 1 is real time, `nil` no limit.
  public let pace: Double?
  /// How far behind its schedule a stream may be and still be let catch up at once.
  public let allowance: Duration
  /// When the next chunk is due; `nil` before the first.
  private var due: Duration?

  /// A live source, or a replay, may go this much faster than real time until it has caught up. The
  /// service takes in no more than 1.25 × real time for long.
  public static let catchUp = 1.25

  public init(pace: Double?, allowance: Duration = .seconds(2)) {
    self.pace = pace
    self.allowance = allowance
  }

  /// The moment before which the next chunk must not leave.
  public func earliest(at now: Duration) -> Duration {
    guard pace != nil, let due else { return now }
    return due
  }

  /// Anchors the schedule: audio that arrived at `start` was due then.
  public mutating func begin(at start: Duration) {
    if due == nil { due = start }
  }

  /// Forgets how far behind the schedule was, so that a new session is not flooded.
  public mutating func restart(at now: Duration) {
    if due != nil { due = now }
  }

  /// Notes that a chunk of `length` leaves at `now`.
  public mutating func sent(_ length: Duration, at now: Duration, catchingUp: Bool) {
    guard let pace else { return }
    let base = max(due ?? now, now - allowance)
    due = base + length / (catchingUp ? max(pace, Self.catchUp * pace) : pace)
  }
}
