extension LiveSession {
  mutating func dial() {
    phase = .dialing
    // The dialer's own limit bounds it.
    deadline = nil
    isConnected = false
    audio.isWritable = true
    output.add(.dial)
  }

  /// A connection is all a session needs to begin or to go on.
  mutating func connect(at now: Duration) {
    guard phase == .dialing else { return }
    isConnected = true
    phase = .streaming
    heartbeat.begin(at: now)
    lastSent = now
    serviceError = nil
    recovery.began(at: now)
    if recovery.sessions > 1 { resume(at: now) }
    acknowledged.begin(at: audio.backlog.cursor)
  }

  private mutating func resume(at now: Duration) {
    let (replayed, lost) = audio.rewind(at: now)
    self.lost += lost
    output.print(
      .resumed(
        .init(
          session: recovery.sessions, id: id ?? "",
          // The job goes on, and so do its times; only what it never got is missing in them.
          audioOffset: AudioTime(milliseconds: self.lost.milliseconds),
          replayed: replayed, lost: lost)))
    output.add(.remark(.resumed(lost: lost)))
  }

  /// Sends what may be sent now; after the last of it, `stop_recording`.
  mutating func pump(at now: Duration) {
    guard phase == .streaming else { return }
    while let chunk = audio.next(at: now) {
      if manner.isBase64 {
        output.add(
          .sendEncodedAudio(LiveMessage.audioChunk(chunk).text, byteCount: chunk.count))
      } else {
        output.add(.sendAudio(chunk))
      }
      if !manner.isAcknowledged { audio.settle() }
      lastSent = now
      heartbeat.sent(at: now)
    }
    if audio.isSent { stopRecording(within: settings.drainTimeout, at: now) }
  }

  mutating func stopRecording(within timeout: Duration, at now: Duration) {
    output.add(.sendText(LiveMessage.stopRecording.text))
    hasStopped = true
    phase = .draining
    deadline = now + timeout
  }

  /// Does what time alone demands.
  mutating func keepTime(at now: Duration) {
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
      }
    }
    if phase == .streaming, now >= lastSent + Self.keepAliveInterval {
      output.add(.sendText(LiveMessage.audioChunk([]).text))
      lastSent = now
    }
    if let deadline = audibleDeadline, now >= deadline { meetDeadline(at: now) }
  }
}
