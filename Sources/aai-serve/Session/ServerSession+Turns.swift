import AAIProtocol

extension ServerSession {
  /// Works off the audio received so far.
  mutating func advance(at now: Duration) -> [ServerAction] {
    let end = Int(meter.milliseconds)
    guard let lines = replay?.advance(to: now, audio: end) else {
      return report(listener?.listen(until: end) ?? []) + silenceIfDue() + revisionIfDue()
    }
    return endedByReplay(lines)
  }

  mutating func report(_ events: [TurnEvent]) -> [ServerAction] {
    for case .final in events { turns += 1 }
    return events.flatMap { writer.frames(for: $0) }.map { .send($0) }
  }

  private mutating func silenceIfDue() -> [ServerAction] {
    guard let listener, listener.isSilent else { return [] }
    let now = Int(meter.milliseconds)
    return silences.report(since: listener.spentUntil, until: now).map { [.send($0)] } ?? []
  }

  mutating func revisionIfDue() -> [ServerAction] {
    guard timers.revisionIsDue(audio: Int(meter.milliseconds)) else { return [] }
    return writer.labels?.takeRevision().map { [.send($0)] } ?? []
  }

  /// Ends the open turn, then the session.
  mutating func finish(at now: Duration) -> [ServerAction] {
    var actions = report(listener?.finish() ?? [])
    if configuration.model.family == .universalStreaming, let order = listener?.takeOrder() {
      actions.append(.send(writer.emptyFinal(order: order)))
    }
    if identity.revisesSpeakers, let revision = writer.labels?.takeRevision() {
      actions.append(.send(revision))
    }
    return actions + terminated(at: now)
  }

  mutating func terminated(at now: Duration) -> [ServerAction] {
    state = .over
    let frame = Termination(
      audioDuration: .milliseconds(meter.milliseconds), sessionDuration: now)
    return [.sendLast(frame.json.text), .close(code: 1000, reason: "Session Ended")]
  }

  // MARK: Recordings

  mutating func finishReplay(at now: Duration) -> [ServerAction] {
    guard let endsItself = replay?.endsItself, let lines = replay?.finish() else { return [] }
    if endsItself { return endedByReplay(lines) }
    return lines.map { .send($0) } + terminated(at: now)
  }

  mutating func endedByReplay(_ lines: [String]) -> [ServerAction] {
    var actions: [ServerAction] = []
    for line in lines {
      turns += ReplayedFrames.isFinal(line) ? 1 : 0
      guard let close = ReplayedFrames.close(after: line) else {
        actions.append(.send(line))
        continue
      }
      state = .over
      return actions + [.sendLast(line), close]
    }
    return actions
  }
}
