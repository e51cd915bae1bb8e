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
    if recovery.sessions > 1 { return resume(at: now) }
    acknowledged.begin(at: audio.backlog.cursor)
  }

  private mutating func resume(at now: Duration) {
    let sentEnd = audio.backlog.cursor
    let (_, lost) = audio.rewind(at: now)
    let start = audio.backlog.cursor
    acknowledged.begin(at: start)
    guard let frame = audio.takeProbe(at: now) else {
      return goOn(replayed: audio.time(max(sentEnd - start, 0)), lost: lost)
    }
    probe = Probe(
      deadline: now + Self.probePatience, size: frame.count, start: start, sentEnd: sentEnd,
      lost: lost)
    send(frame, at: now)
  }

  /// The answer to the probe has come, or none: leaves out what the service has, by its own count or by
  /// the times of what it heard.
  mutating func endProbe(_ range: Range<Int>?) {
    guard let probe else { return }
    self.probe = nil
    let counted = range.flatMap { acknowledged.position(ofCount: $0.lowerBound) }
    // More than was ever sent is another way to count.
    let known = counted.flatMap { $0 <= probe.sentEnd ? $0 : nil }
    timesHold = timesHold && known != nil
    let reach = max(known ?? 0, probe.heardEnd)
    if reach > audio.backlog.cursor {
      audio.skip(to: reach)
      if let range { acknowledged.align(audio.backlog.cursor, with: range.upperBound) }
    } else if let range {
      audio.settle(before: acknowledged.end(of: range))
    }
    let from = max(min(reach, probe.sentEnd), probe.start)
    goOn(replayed: audio.time(probe.sentEnd - from), lost: probe.lost)
  }

  private mutating func goOn(replayed: Duration, lost: Duration) {
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
    guard phase == .streaming, probe == nil else { return }
    while let chunk = audio.next(at: now) { send(chunk, at: now) }
    if audio.isSent { stopRecording(within: settings.drainTimeout, at: now) }
  }

  private mutating func send(_ chunk: [UInt8], at now: Duration) {
    if manner.isBase64 {
      output.add(.sendEncodedAudio(LiveMessage.audioChunk(chunk).text, byteCount: chunk.count))
    } else {
      output.add(.sendAudio(chunk))
    }
    lastSent = now
    heartbeat.sent(at: now)
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
    if let probe, now >= probe.deadline { endProbe(nil) }
    if phase == .streaming, now >= lastSent + Self.keepAliveInterval {
      output.add(.sendText(LiveMessage.audioChunk([]).text))
      lastSent = now
    }
    if let deadline = audibleDeadline, now >= deadline { meetDeadline(at: now) }
  }
}
