extension StreamSession {
  mutating func sendText(_ message: ClientMessage, at now: Duration) {
    output.add(.sendText(message.text))
    noteSent(at: now)
  }

  mutating func noteSent(at now: Duration) {
    lastSent = now
    heartbeat.sent(at: now)
  }

  /// Passes a message of the user's on; changes are remembered for the sessions to come.
  mutating func send(_ message: ClientMessage, at now: Duration) {
    if case .updateConfiguration(let fields) = message {
      changes.removeAll { change in fields.contains { $0.name == change.name } }
      changes += fields
    }
    guard phase == .streaming else {
      // A change reaches the next session; anything else was meant for a moment that has passed.
      if case .updateConfiguration = message { return }
      return output.add(.remark(.controlDropped))
    }
    sendText(message, at: now)
  }

  mutating func terminate(_ rollOver: RollOver, within timeout: Duration, at now: Duration) {
    sendText(.terminate, at: now)
    phase = .draining(rollOver)
    deadline = now + timeout
    self.rollOver = nil
  }

  /// When a message is due so that the session is not ended for inactivity.
  var keepAliveDue: Duration? {
    settings.inactivityTimeout.map { lastSent + $0 / 2 }
  }

  /// Plans the end of a session before the service ends it.
  ///
  /// A wall clock that makes no sense of `expires_at` plans nothing; the service's own 3008 then
  /// leads to the next session.
  mutating func planRollOver(_ begin: Begin, at now: Moment) {
    rollOver = nil
    guard audio.canReplay, let expiresAt = begin.expiresAt else { return }
    let life = Duration.seconds(expiresAt) - now.wall
    guard life > .seconds(10), life <= .seconds(4 * 3600) else { return }
    let margin = min(.seconds(60), life / 10)
    rollOver = RollOverPlan(
      due: now.uptime + life - margin, latest: now.uptime + life - margin / 2)
  }

  /// Audio of an open turn is not cut in two while there is time.
  var rollOverDue: Duration? { rollOver.map { hasOpenTurn ? $0.latest : $0.due } }

  /// What a pong proves holds only for audio that the service can have heard by then: it takes in
  /// little more than it gets in real time.
  private var knowsQuiet: Bool { settings.pace.map { $0 <= Pacer.catchUp } ?? false }

  /// Does what time alone demands.
  mutating func keepTime(at moment: Moment) {
    let now = moment.uptime
    if let cutAt = audio.cutAt, now >= cutAt { audio.end(&output) }
    if phase == .streaming { recovery.hold(audio, at: now) }
    if isConnected {
      if heartbeat.isDead(settings, at: now) {
        output.add(.hangUp)
        return receiveLoss("no answer to a ping", at: now)
      }
      if heartbeat.isPingDue(settings, at: now) {
        output.add(.sendPing)
        heartbeat.pinged(at: now)
        if knowsQuiet { quiet.pinged(at: audio.backlog.cursor) }
      }
    }
    if phase == .streaming {
      if let due = keepAliveDue, now >= due { sendText(.keepAlive, at: now) }
      if let due = rollOverDue, now >= due {
        terminate(.yes, within: settings.drainTimeout, at: now)
      }
    }
    if let deadline = audibleDeadline, now >= deadline { meetDeadline(at: now) }
  }
}
