extension StreamSession {
  mutating func dial(at now: Duration) {
    phase = .dialing
    deadline = now + settings.connectTimeout
    isConnected = false
    isWritable = true
    actions.append(.dial)
  }

  /// The phase has lasted too long, or, between two connections, long enough.
  mutating func meetDeadline(at now: Duration) {
    deadline = nil
    switch phase {
    case .waiting: dial(at: now)
    case .dialing:
      actions.append(.hangUp)
      let kind = sessions > 0 ? FailureClass.network : .peer
      fail(.noBegin, kind, reason: "no session began in time", code: nil, at: now)
    case .draining where outputIsGone: finish(.outputGone)
    case .draining:
      actions.append(.hangUp)
      finish(.noTermination)
    case .closing: settleClose(at: now)
    case .streaming, .finished: break
    }
  }

  // MARK: The service's end

  mutating func receiveTermination(at now: Duration) {
    isTerminated = true
    guard case .draining = phase else { return }
    if case .draining(.yes) = phase { return beginNextSession(at: now) }
    phase = .closing
    // The service closes by itself, within about a second.
    deadline = now + .seconds(2)
  }

  /// The session was ended by ourselves because of its age; the next one goes on where it stopped.
  private mutating func beginNextSession(at now: Duration) {
    actions.append(.close)
    actions.append(.hangUp)
    settled = max(settled, backlog.cursor)
    backlog.settle(before: backlog.cursor)
    dial(at: now)
  }

  mutating func receiveClose(_ code: Int, _ reason: String, at now: Duration) {
    isConnected = false
    closeCode = code
    closeReason = reason
    if isTerminated { return finish(.complete) }
    let text = serviceError?.message ?? reason
    let number = serviceError?.code ?? code
    let kind = FailureClass(closeCode: number, text: text)
    fail(
      .ended(kind, code: number, text: text), kind, reason: text.isEmpty ? "closed" : text,
      code: number, at: now)
  }

  mutating func receiveLoss(_ reason: String, at now: Duration) {
    isConnected = false
    if isTerminated { return finish(.complete) }
    if let serviceError {
      // The Error frame says more than the way the connection ended.
      return receiveClose(serviceError.code ?? 1006, "", at: now)
    }
    fail(.lost(reason: reason), .network, reason: reason, code: nil, at: now)
  }

  /// `Termination` came and the close did not: the session is complete all the same.
  private mutating func settleClose(at now: Duration) {
    actions.append(.close)
    finish(.complete)
  }

  // MARK: The user's end

  mutating func stop(at now: Duration) {
    isStopping = true
    if !sourceIsLive { cutAt = now + .seconds(1) }
    if sessions == 0 {
      actions.append(.hangUp)
      return finish(.stoppedBeforeBegin)
    }
    if phase == .waiting {
      // One attempt, now, to finish what was said.
      dial(at: now)
    }
  }

  mutating func loseOutput(at now: Duration) {
    guard !outputIsGone else { return }
    outputIsGone = true
    switch phase {
    case .streaming: terminate(.no, within: .seconds(2), at: now)
    case .draining: deadline = min(deadline ?? now, now + .seconds(2))
    default:
      actions.append(.hangUp)
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
    rollOverAt = nil
    if outputIsGone { return finish(.outputGone) }
    guard mayRetry(kind),
      let delay = backoff.next(at: now, isCrowded: kind == .rate, retryAfter: retryAfter)
    else {
      closeCode = code ?? closeCode
      closeReason = reason
      return finish(end)
    }
    print(
      .reconnecting(
        .init(reason: reason, code: code, attempt: backoff.attempt, delay: delay)))
    actions.append(.remark(.reconnecting(reason: reason, delay: delay)))
    phase = .waiting
    deadline = now + (isStopping ? .zero : delay)
    serviceError = nil
  }

  private func mayRetry(_ kind: FailureClass) -> Bool {
    guard kind.isRetryable, canReplay || backlog.cursor == 0 && settings.retryTime != nil else {
      return false
    }
    // While the user waits for the end there is one attempt and no more.
    if isStopping { return backoff.attempt == 0 }
    // A first dial that fails is told at once, unless the service itself asked to come back.
    return sessions > 0 || kind == .server || kind == .rate
  }

  mutating func finish(_ end: SessionEnd) {
    let end = outputIsGone ? .outputGone : end
    print(
      .closed(
        .init(
          code: closeCode, reason: closeReason, isClean: end == .complete,
          audio: streamTime(backlog.cursor), sessions: sessions)))
    phase = .finished
    deadline = nil
    actions.append(.finish(end))
  }
}
