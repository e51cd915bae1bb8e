extension StreamSession {
  mutating func receive(text bytes: [UInt8], at now: Moment) {
    heartbeat.heard(at: now.uptime)
    guard let event = try? ServerEvent(parsing: bytes) else {
      return remarkOnce(\.saidNotJSON, .notJSON)
    }
    if case .unknown(type: nil) = event, !isObject(bytes) {
      return remarkOnce(\.saidNotJSON, .notJSON)
    }
    printFrame(bytes)
    switch event {
    case .begin(let begin): receive(begin, at: now)
    case .turn(let turn): receive(turn, at: now)
    case .error(let error): serviceError = error
    case .termination: receiveTermination(at: now.uptime)
    default: break
    }
  }

  private func isObject(_ bytes: [UInt8]) -> Bool {
    bytes.first { !($0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D) } == UInt8(ascii: "{")
  }

  /// A frame is one line, byte for byte; line ends between its tokens, legal in JSON, are left out.
  private mutating func printFrame(_ bytes: [UInt8]) {
    guard !outputIsGone else { return }
    let hasLineEnd = bytes.contains { $0 == 0x0A || $0 == 0x0D }
    actions.append(.print(hasLineEnd ? bytes.filter { $0 != 0x0A && $0 != 0x0D } : bytes))
  }

  mutating func print(_ event: ToolEvent) {
    guard !outputIsGone else { return }
    actions.append(.print(Array(event.json.text.utf8)))
  }

  private mutating func receive(_ begin: Begin, at now: Moment) {
    guard phase == .dialing else { return }
    sessions += 1
    phase = .streaming
    deadline = nil
    beganAt = now.uptime
    isTerminated = false
    serviceError = nil
    hasOpenTurn = false
    heartbeat.begin(at: now.uptime)
    lastSent = now.uptime
    planRollOver(begin, at: now)
    actions.append(.remark(.began(id: begin.id, expiresAt: begin.expiresAt)))
    if let model, let applied = begin.configuration?.model, applied != model {
      actions.append(.remark(.otherModel(asked: model, applied: applied)))
    }
    quiet.interrupt()
    if sessions > 1 { resume(begin, at: now.uptime) }
    origin = backlog.cursor
    if !changes.isEmpty { sendText(.updateConfiguration(changes), at: now.uptime) }
  }

  private mutating func resume(_ begin: Begin, at now: Duration) {
    replayEnd = backlog.cursor
    let replayed = backlog.rewind()
    let lost = max(backlog.start - settled, 0)
    settled = backlog.start
    sendLog.clear()
    pacer.restart(at: now)
    print(
      .resumed(
        .init(
          session: sessions, id: begin.id,
          audioOffset: AudioTime(milliseconds: streamTime(backlog.cursor).milliseconds),
          replayed: streamTime(replayed), lost: streamTime(lost))))
    actions.append(.remark(.resumed(lost: streamTime(lost))))
  }

  private mutating func receive(_ turn: Turn, at now: Moment) {
    hasOpenTurn = !turn.isFinal
    quiet.interrupt()
    guard turn.isFinal, let end = turn.words.last?.end else { return }
    let position = position(ofSessionTime: end)
    if settings.timing, let sentAt = sendLog.sentAt(position) {
      print(
        .latency(
          .init(
            turnOrder: turn.order, latency: now.uptime - sentAt,
            receivedAt: RFC3339.text(now.wall))))
    }
    settle(before: position)
  }

  /// What was said up to `position` is final; it is never sent again.
  private mutating func settle(before position: Int) {
    let position = min(position, backlog.cursor)
    settled = max(settled, position)
    backlog.settle(before: position)
  }

  mutating func receivePong(at now: Duration) {
    heartbeat.heard(at: now)
    guard !hasOpenTurn, let position = quiet.confirmed(at: now) else { return }
    settle(before: position)
  }
}
