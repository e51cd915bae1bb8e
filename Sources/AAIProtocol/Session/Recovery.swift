/// Whether and when a lost session is followed by another.
struct Recovery: Sendable {
  private var backoff: Backoff
  /// Sessions that have begun.
  private(set) var sessions = 0
  private var beganAt: Duration?

  init(patience: Duration) {
    backoff = Backoff(patience: patience)
  }

  mutating func began(at now: Duration) {
    sessions += 1
    beganAt = now
  }

  /// A session that has held this long makes the next loss a first one.
  mutating func hold(at now: Duration) {
    if let beganAt, now >= beganAt + .seconds(5) { backoff.reset() }
  }

  /// Plans the next attempt and announces it; `nil` if there is none to be made.
  mutating func plan(
    after kind: FailureClass, reason: String, code: Int?, retryAfter: Duration?,
    for sound: OutgoingSound, _ output: inout SessionOutput, at now: Duration
  ) -> Duration? {
    guard mayRetry(kind, sound),
      let delay = backoff.next(at: now, isCrowded: kind == .rate, retryAfter: retryAfter)
    else { return nil }
    let wait = sound.isStopping ? .zero : delay
    output.print(
      .reconnecting(.init(reason: reason, code: code, attempt: backoff.attempt, delay: wait)))
    output.add(.remark(.reconnecting(reason: reason, delay: wait)))
    return wait
  }

  private func mayRetry(_ kind: FailureClass, _ sound: OutgoingSound) -> Bool {
    guard kind.isRetryable,
      sound.canReplay || sound.backlog.cursor == 0 && sound.settings.retryTime != nil
    else { return false }
    // While the user waits for the end there is one attempt and no more.
    if sound.isStopping { return backoff.attempt == 0 }
    // A first dial that fails is told at once, unless the service itself asked to come back.
    return sessions > 0 || kind == .server || kind == .rate
  }
}
