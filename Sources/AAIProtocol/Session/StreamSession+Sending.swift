extension StreamSession {
  mutating func sendText(_ message: ClientMessage, at now: Duration) {
    output.add(.sendText(message.text))
    lastSent = now
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
    rollOverAt = nil
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
    rollOverAt = nil
    guard sound.canReplay, let expiresAt = begin.expiresAt else { return }
    let life = Duration.seconds(expiresAt) - now.wall
    guard life > .seconds(10), life <= .seconds(4 * 3600) else { return }
    rollOverAt = now.uptime + life - min(.seconds(60), life / 10)
  }

  /// Does what time alone demands.
  mutating func keepTime(at moment: Moment) {
    let now = moment.uptime
    if let cutAt = sound.cutAt, now >= cutAt { sound.end(&output) }
    if phase == .streaming { recovery.hold(at: now) }
    if isConnected {
      if heartbeat.isDead(settings, at: now) {
        output.add(.hangUp)
        return receiveLoss("no answer to a ping", at: now)
      }
      if heartbeat.isPingDue(settings, at: now) {
        output.add(.sendPing)
        heartbeat.pinged(at: now)
        quiet.pinged(at: sound.backlog.cursor)
      }
    }
    if phase == .streaming {
      if let due = keepAliveDue, now >= due { sendText(.keepAlive, at: now) }
      if let due = rollOverAt, now >= due { rollOver(since: due, at: now) }
    }
    if let deadline, now >= deadline { meetDeadline(at: now) }
  }

  /// Ends the session between two turns, or in the middle of one that leaves no more time.
  private mutating func rollOver(since due: Duration, at now: Duration) {
    if hasOpenTurn, now < due + .seconds(30) {
      rollOverAt = now + .milliseconds(100)
      return
    }
    terminate(.yes, within: settings.drainTimeout, at: now)
  }
}
