extension StreamSession {
  mutating func dial(at now: Duration) {
    phase = .dialing
    deadline = now + settings.connectTimeout
    isConnected = false
    serviceError = nil
    closeCode = nil
    closeReason = ""
    audio.isWritable = true
    output.add(.dial)
  }

  /// The phase has lasted too long, or, between two connections, long enough.
  mutating func meetDeadline(at now: Duration) {
    deadline = nil
    if isConnected, serviceError != nil, phase != .closing {
      output.add(.hangUp)
      return receiveLoss("", at: now)
    }
    switch phase {
    case .waiting: dial(at: now)
    case .dialing where !isConnected:
      // The dial has the same bound and knows what it has waited for; its failure is on its way.
      deadline = now + .seconds(1)
    case .dialing:
      output.add(.hangUp)
      let kind = recovery.sessions > 0 ? FailureClass.network : .peer
      fail(.noBegin, kind, reason: "no session began in time", code: nil, at: now)
    case .draining where output.isGone: finish(.outputGone)
    case .draining(let rollOver):
      output.add(.hangUp)
      let reason = "the end of the session was not confirmed in time"
      if rollOver == .yes {
        return fail(.noTermination, .network, reason: reason, code: nil, at: now)
      }
      closeReason = reason
      finish(.noTermination)
    case .closing: settleClose(at: now)
    case .streaming, .finished: break
    }
  }

  // MARK: The service's end

  mutating func receiveTermination(at now: Duration) {
    // One that was not asked for is no end of the run; the close behind it counts as a loss.
    guard case .draining(let rollOver) = phase else { return }
    if rollOver == .yes, !audio.isTaken { return beginNextSession(at: now) }
    phase = .closing
    // The service closes by itself, within about a second.
    deadline = now + .seconds(2)
  }

  /// The session was ended by ourselves because of its age; the next one takes up what no final turn
  /// has covered, since a word may have begun that was not heard yet.
  private mutating func beginNextSession(at now: Duration) {
    output.add(.close)
    output.add(.hangUp)
    dial(at: now)
  }

  mutating func receiveClose(_ code: Int, _ reason: String, at now: Duration) {
    isConnected = false
    closeCode = code
    closeReason = reason
    if phase == .closing { return finish(.complete) }
    let number = serviceError?.code ?? code
    let said = serviceError?.message ?? reason
    let kind = FailureClass(closeCode: number, text: said)
    let text = CloseMeaning.text(code: number, reason: said)
    fail(
      .ended(kind, code: number, text: text), kind, reason: text.isEmpty ? "closed" : text,
      code: number, at: now)
  }

  mutating func receiveLoss(_ reason: String, at now: Duration) {
    isConnected = false
    if phase == .closing { return finish(.complete) }
    if let serviceError {
      // The Error frame says more than the way the connection ended.
      return receiveClose(serviceError.code ?? 1006, "", at: now)
    }
    fail(.lost(reason: reason), .network, reason: reason, code: nil, at: now)
  }

  /// `Termination` came and the close did not: the session is complete all the same.
  private mutating func settleClose(at now: Duration) {
    output.add(.close)
    finish(.complete)
  }

  // MARK: The user's end

  mutating func stop(at now: Duration) {
    audio.stop(at: now)
    if recovery.sessions == 0 {
      output.add(.hangUp)
      return finish(.stoppedBeforeBegin)
    }
    if phase == .waiting {
      // One attempt, now, to finish what was said.
      dial(at: now)
    }
  }

  mutating func loseOutput(at now: Duration) {
    guard !output.isGone else { return }
    output.isGone = true
    heartbeat.listen(true, at: now)
    switch phase {
    case .streaming: terminate(.no, within: .seconds(2), at: now)
    case .draining:
      phase = .draining(.no)
      deadline = min(deadline ?? now, now + .seconds(2))
    default:
      output.add(.hangUp)
      finish(.outputGone)
    }
  }

  // MARK: Failure

  /// Tries again if that can help, else ends the run.
  mutating func fail(
    _ end: SessionEnd, _ kind: FailureClass, reason: String, code: Int?,
    retryAfter: Duration? = nil, at now: Duration
  ) {
    isConnected = false
    rollOver = nil
    if output.isGone { return finish(.outputGone) }
    guard
      let delay = recovery.plan(
        after: kind, reason: reason, code: code, retryAfter: retryAfter, for: audio, &output,
        at: now)
    else {
      closeCode = code ?? closeCode
      closeReason = reason
      return finish(end)
    }
    phase = .waiting
    deadline = now + delay
  }

  mutating func finish(_ end: SessionEnd) {
    let end = output.isGone ? .outputGone : end
    output.print(
      .closed(
        .init(
          code: closeCode, reason: closeReason, isClean: end == .complete,
          audio: audio.sentTime, sessions: recovery.sessions)))
    phase = .finished
    deadline = nil
    output.add(.finish(end))
  }
}
