extension LiveSession {
  mutating func receive(text bytes: [UInt8], at now: Duration) {
    heartbeat.heard(at: now)
    guard let json = try? JSONValue(parsing: bytes), case .object = json else {
      return output.remarkNotJSON()
    }
    let isAcknowledgment = json["acknowledged"] != nil
    if manner.showsAcknowledgments || !isAcknowledgment { output.print(frame: bytes) }
    if id == nil { id = json["session_id"]?.string }
    switch try? LiveEvent(parsing: bytes) {
    case .audioAcknowledged(let event): receive(event)
    case .postFinalTranscript:
      // One that nobody asked for leaves out what was not sent yet.
      hasResult = hasStopped
      guard phase == .draining else { return }
      phase = .closing
      // The service closes by itself.
      deadline = now + .seconds(2)
    case .transcript(let transcript) where transcript.isFinal: receive(transcript)
    case .error(let message): serviceError = message
    default: break
    }
  }

  private mutating func receive(_ event: LiveEvent.AudioAcknowledgment) {
    guard event.isAccepted else {
      return output.add(.remark(.audioRefused(reason: event.error ?? "no reason given")))
    }
    guard let range = event.byteRange else { return }
    if let probe {
      guard range.upperBound.subtractingReportingOverflow(range.lowerBound).0 == probe.size else {
        // One of before the loss, come late.
        return hear(to: acknowledged.position(ofCount: range.upperBound) ?? 0)
      }
      return endProbe(range)
    }
    audio.settle(before: acknowledged.end(of: range))
  }

  /// What has been heard to its end has arrived, whether its acknowledgement came or not.
  private mutating func receive(_ transcript: LiveTranscript) {
    let end = Duration.milliseconds(transcript.end.milliseconds) + lost
    guard let size = settings.format.bytesPerSample,
      let position = settings.format.byteCount(of: end).map({ $0 / size * size })
    else { return }
    guard timesHold else { return }
    if probe != nil {
      hear(to: position)
    } else if position <= audio.backlog.cursor {
      audio.settle(before: position)
    }
  }

  /// Nothing before `position` is to be sent again, if there was so much at all.
  private mutating func hear(to position: Int) {
    guard let known = probe, position <= known.sentEnd else { return }
    probe?.heardEnd = max(known.heardEnd, position)
  }

  /// The phase has lasted too long, or, between two connections, long enough.
  mutating func meetDeadline(at now: Duration) {
    deadline = nil
    switch phase {
    case .waiting: dial()
    case .draining where output.isGone: finish(.outputGone)
    case .draining:
      output.add(.hangUp)
      finish(.noTermination)
    case .closing:
      // The result is there and the close is not: the session is complete all the same.
      output.add(.close)
      finish(.complete)
    case .dialing, .streaming, .finished: break
    }
  }

  /// The connection is lost again before the answer: all of it is still to be sent.
  private mutating func abandonProbe() {
    guard let probe else { return }
    self.probe = nil
    lost += probe.lost
  }

  mutating func receiveClose(_ code: Int, _ reason: String, at now: Duration) {
    isConnected = false
    abandonProbe()
    closeCode = code
    closeReason = reason
    // Results may have been turned off, so a normal close is an end as good as theirs.
    if hasResult || phase == .draining && code == 1000 { return finish(.complete) }
    let kind = FailureClass(liveCloseCode: code)
    let text = serviceError ?? reason
    let end = SessionEnd.ended(kind, code: code, text: text)
    guard FailureClass.mayReconnect(afterLiveCloseCode: code) else { return giveUp(end) }
    fail(end, kind, reason: text.isEmpty ? "closed" : text, code: code, at: now)
  }

  mutating func receiveLoss(_ reason: String, at now: Duration) {
    isConnected = false
    abandonProbe()
    if hasResult { return finish(.complete) }
    fail(.lost(reason: reason), .network, reason: reason, code: nil, at: now)
  }

  // MARK: The user's end

  mutating func stop(at now: Duration) {
    audio.stop(at: now)
    if recovery.sessions == 0 {
      output.add(.hangUp)
      return finish(.stoppedBeforeBegin)
    }
    // One attempt, now, to finish what was said.
    if phase == .waiting { dial() }
  }

  mutating func loseOutput(at now: Duration) {
    guard !output.isGone else { return }
    output.isGone = true
    heartbeat.listen(true, at: now)
    switch phase {
    case .streaming: stopRecording(within: .seconds(2), at: now)
    case .draining: deadline = min(deadline ?? now, now + .seconds(2))
    default: giveUp(.outputGone)
    }
  }

  // MARK: Failure

  /// Tries again if that can help, else ends the run.
  mutating func fail(
    _ end: SessionEnd, _ kind: FailureClass, reason: String, code: Int?,
    retryAfter: Duration? = nil, at now: Duration
  ) {
    isConnected = false
    if output.isGone { return finish(.outputGone) }
    guard
      let delay = recovery.plan(
        after: kind, reason: reason, code: code, retryAfter: retryAfter, for: audio, &output,
        at: now)
    else {
      closeCode = code ?? closeCode
      closeReason = reason
      return giveUp(end)
    }
    phase = .waiting
    deadline = now + delay
  }

  private mutating func giveUp(_ end: SessionEnd) {
    output.add(.hangUp)
    finish(end)
  }

  mutating func finish(_ end: SessionEnd) {
    let end = output.isGone ? .outputGone : end
    output.print(
      .closed(
        .init(
          code: closeCode, reason: closeReason, isClean: end == .complete,
          audio: audio.time(audio.backlog.cursor), sessions: recovery.sessions)))
    phase = .finished
    deadline = nil
    output.add(.finish(end))
  }
}

extension FailureClass {
  /// Sorts a Gladia live v2 close code.
  ///
  /// Of 4400 to 4499, which are for good, only 4403 has been seen: the job has ended. The others are
  /// read as the HTTP statuses they resemble.
  init(liveCloseCode code: Int) {
    self =
      switch code {
      case 4401, 4402: .auth
      case 4403: .expired
      case 4429: .rate
      case 4400...4499: .usage
      case 1000, 1001, 1011...1014, 4500...4599: .server
      default: .network
      }
  }

  /// Whether the service's own clients come back after this code.
  static func mayReconnect(afterLiveCloseCode code: Int) -> Bool {
    code != 1000 && code != 1001 && !(4400...4499).contains(code)
  }
}
