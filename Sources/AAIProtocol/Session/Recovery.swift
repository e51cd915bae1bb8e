/// Whether and when a lost session is followed by another.
struct Recovery: Sendable {
  private var backoff: Backoff
  /// Sessions that have begun.
  private(set) var sessions = 0
  private var beganAt: Duration?
  /// How far any session that was lost had come: bytes sent, and bytes that need not be sent again.
  private var reached = (sent: 0, settled: 0)

  init(patience: Duration) {
    backoff = Backoff(patience: patience)
  }

  mutating func began(at now: Duration) {
    sessions += 1
    beganAt = now
  }

  /// A session that has held for 5 s and come further than those before it makes the next loss a
  /// first one.
  ///
  /// One that only repeats them would be repeated for ever, and is paid for each time.
  mutating func hold(_ audio: OutgoingAudio, at now: Duration) {
    let backlog = audio.backlog
    guard let beganAt, now >= beganAt + .seconds(5),
      backlog.cursor > reached.sent || backlog.start > reached.settled
    else { return }
    backoff.reset()
  }

  /// Plans the next attempt and announces it; `nil` if there is none to be made.
  mutating func plan(
    after kind: FailureClass, reason: String, code: Int?, retryAfter: Duration?,
    for audio: OutgoingAudio, _ output: inout SessionOutput, at now: Duration
  ) -> Duration? {
    reached = (max(reached.sent, audio.backlog.cursor), audio.backlog.start)
    guard mayRetry(kind, audio),
      let delay = backoff.next(at: now, isCrowded: kind == .rate, retryAfter: retryAfter)
    else { return nil }
    let wait = audio.isStopping ? .zero : delay
    output.print(
      .reconnecting(.init(reason: reason, code: code, attempt: backoff.attempt, delay: wait)))
    output.add(.remark(.reconnecting(reason: reason, delay: wait)))
    return wait
  }

  private func mayRetry(_ kind: FailureClass, _ audio: OutgoingAudio) -> Bool {
    guard kind.isRetryable,
      audio.canReplay || audio.backlog.cursor == 0 && audio.settings.retryTime != nil
    else { return false }
    // While the user waits for the end there is one attempt and no more.
    if audio.isStopping { return backoff.attempt == 0 }
    // A first dial that fails is told at once, unless the service itself asked to come back.
    return sessions > 0 || kind == .server || kind == .rate
  }
}
