extension StreamSession {
  mutating func receive(text bytes: [UInt8], at now: Moment) {
    heartbeat.heard(at: now.uptime)
    guard let event = try? ServerEvent(parsing: bytes) else {
      return output.remarkNotJSON()
    }
    if case .unknown(type: nil) = event, !isObject(bytes) {
      return output.remarkNotJSON()
    }
    output.print(frame: bytes)
    switch event {
    case .begin(let begin): receive(begin, at: now)
    case .turn(let turn): receive(turn, at: now)
    case .error(let error):
      serviceError = error
      // A close follows at once; without it the session is over all the same.
      let patience = now.uptime + .seconds(5)
      deadline = min(deadline ?? patience, patience)
    case .termination: receiveTermination(at: now.uptime)
    default: break
    }
  }

  private func isObject(_ bytes: [UInt8]) -> Bool {
    bytes.first { !($0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D) } == UInt8(ascii: "{")
  }

  private mutating func receive(_ begin: Begin, at now: Moment) {
    guard phase == .dialing else { return }
    recovery.began(at: now.uptime)
    phase = .streaming
    deadline = nil
    serviceError = nil
    hasOpenTurn = false
    heartbeat.begin(at: now.uptime)
    lastSent = now.uptime
    planRollOver(begin, at: now)
    output.add(.remark(.began(id: begin.id, expiresAt: begin.expiresAt)))
    if let model, let applied = begin.configuration?.model, applied != model {
      output.add(.remark(.otherModel(asked: model, applied: applied)))
    }
    quiet.interrupt()
    // The first session, too, may come later than all that can be kept.
    if recovery.sessions > 1 || audio.backlog.start > 0 { resume(begin, at: now.uptime) }
    origin = audio.backlog.cursor
    if !changes.isEmpty { sendText(.updateConfiguration(changes), at: now.uptime) }
  }

  private mutating func resume(_ begin: Begin, at now: Duration) {
    let (replayed, lost) = audio.rewind(at: now)
    sendLog.clear()
    output.print(
      .resumed(
        .init(
          session: recovery.sessions, id: begin.id,
          audioOffset: AudioTime(milliseconds: audio.time(audio.backlog.cursor).milliseconds),
          replayed: replayed, lost: lost)))
    output.add(.remark(.resumed(lost: lost)))
  }

  private mutating func receive(_ turn: Turn, at now: Moment) {
    // Before `Begin` its times would be read on the clock of the session before.
    guard phase != .dialing else { return }
    hasOpenTurn = !turn.isFinal
    quiet.interrupt()
    guard turn.isFinal, let end = turn.words.last?.end else { return }
    let position = position(ofSessionTime: end)
    if settings.timing, let sentAt = sendLog.sentAt(position) {
      output.print(
        .latency(
          .init(
            turnOrder: turn.order, latency: now.uptime - sentAt,
            receivedAt: RFC3339.text(now.wall))))
    }
    audio.settle(before: position)
  }

  mutating func receivePong(at now: Duration) {
    heartbeat.heard(at: now)
    guard !hasOpenTurn, let position = quiet.confirmed(at: now) else { return }
    audio.settle(before: position)
  }
}
