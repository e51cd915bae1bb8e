import AAIProtocol

extension ServedSession {
  /// Works off the sound received so far, in steps that do not depend on the size of messages.
  mutating func advance(at now: Duration) -> [Action] {
    let end = Int(meter.milliseconds)
    switch source {
    case .script(var speech):
      var actions: [Action] = []
      while clock + 10 <= end {
        clock += 10
        let isNew = speech.listen(until: clock)
        guard !speech.heard.isEmpty else { continue }
        let events = engine.step(
          at: clock, hearing: speech.heard, isNew: isNew, isSettled: !speech.isSpeaking)
        guard !events.isEmpty else { continue }
        speech.drop(where: engine.isSpent)
        actions += report(events)
      }
      source = .script(speech)
      return actions + revisionIfDue()
    case .recognizer:
      clock = end
      return step(isNew: false)
    case .replay(var frames):
      let lines = frames.advance(to: now, audio: end)
      source = .replay(frames)
      return endedByReplay(lines)
    }
  }

  mutating func step(isNew: Bool) -> [Action] {
    guard case .recognizer(let speech) = source else { return [] }
    return report(
      engine.step(at: clock, hearing: speech.heard, isNew: isNew, isSettled: speech.isSettled))
      + revisionIfDue()
  }

  /// What is heard and in no turn yet.
  func hearing() -> [HeardWord] {
    switch source {
    case .script(let speech): speech.heard.filter(\.isFirm)
    case .recognizer(let speech): speech.heard
    case .replay: []
    }
  }

  mutating func report(_ events: [TurnEvent]) -> [Action] {
    guard !events.isEmpty else { return [] }
    for case .final in events { turns += 1 }
    switch source {
    case .script(var speech):
      speech.drop(where: engine.isSpent)
      source = .script(speech)
    case .recognizer(var speech):
      speech.drop(where: engine.isSpent)
      source = .recognizer(speech)
    case .replay: break
    }
    return events.flatMap { writer.frames(for: $0) }.map { .send($0) }
  }

  mutating func revisionIfDue() -> [Action] {
    guard timers.revisionIsDue(audio: Int(meter.milliseconds)) else { return [] }
    return writer.labels?.takeRevision().map { [.send($0)] } ?? []
  }

  /// Ends the open turn, then the session.
  mutating func finish(at now: Duration) -> [Action] {
    var actions = step(isNew: true) + report(engine.end(with: hearing()))
    if configuration.model.family == .universalStreaming {
      actions.append(.send(writer.emptyFinal(order: engine.takeOrder())))
    }
    if identity.revisesSpeakers, let revision = writer.labels?.takeRevision() {
      actions.append(.send(revision))
    }
    return actions + terminated(at: now)
  }

  mutating func terminated(at now: Duration) -> [Action] {
    state = .over
    let frame = Termination(
      audioDuration: .milliseconds(meter.milliseconds), sessionDuration: now)
    return [.send(frame.json.text), .close(code: 1000, reason: "Session Ended")]
  }

  mutating func endedByReplay(_ lines: [String]) -> [Action] {
    var actions: [Action] = []
    for line in lines {
      actions.append(.send(line))
      turns += ReplayedFrames.isFinal(line) ? 1 : 0
      guard let close = ReplayedFrames.close(after: line) else { continue }
      state = .over
      return actions + [close]
    }
    return actions
  }
}
