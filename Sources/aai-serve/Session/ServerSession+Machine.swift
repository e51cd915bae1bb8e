import AAIProtocol

extension ServerSession: ServerSessionMachine {
  /// The session's first words.
  mutating func open(at now: Duration) -> [ServerAction] {
    if let lines = replay?.advance(to: .zero, audio: 0) { return endedByReplay(lines) }
    let begin = Begin(
      id: identity.id, expiresAt: identity.openedAt + Int(identity.cap.components.seconds),
      configuration: configuration.echo(apiVersion: identity.apiVersion))
    return [.send(begin.json.text)] + warn(configuration.domainWarning)
  }

  // MARK: What the recogniser says

  mutating func hear(
    _ event: JSONValue, on channel: Int, at now: Duration
  ) -> [ServerAction] {
    guard !isOver else { return [] }
    return report(listener?.hear(event, at: Int(meter.milliseconds)) ?? []) + revisionIfDue()
  }

  mutating func recognizerEnded(on channel: Int, at now: Duration) -> [ServerAction] {
    guard !isOver, listener?.isRecognizer == true else { return [] }
    return state == .draining ? finish(at: now) : fail(.cancelled)
  }

  mutating func breakDown() -> [ServerAction] { fail(.cancelled) }

  // MARK: Time

  mutating func tick(at now: Duration) -> [ServerAction] {
    guard !isOver else { return [] }
    do throws(SessionError) {
      guard try timers.check(at: now) else { return advance(at: now) }
    } catch {
      return fail(error)
    }
    return [.send(timers.heartbeat(audio: meter.milliseconds, at: now))] + advance(at: now)
  }

  var nextDeadline: Duration? {
    if isOver { return nil }
    return min(replay?.nextDeadline ?? timers.next, timers.next)
  }

  // MARK: The end

  /// There is no coming back to a session whose connection is lost.
  mutating func disconnect(isPolite: Bool, at now: Duration) -> [ServerAction] {
    state = .over
    return []
  }

  mutating func close(code: UInt16, text: String?) -> [ServerAction] {
    let example = SessionError.example(code: code)
    if let text = text ?? example?.text { return fail(SessionError(code: code, text: text)) }
    state = .over
    return [.close(code: code, reason: SessionError.reason(code: code))]
  }

  var isOver: Bool { state == .over }

  var account: SessionAccount {
    SessionAccount(
      audioMilliseconds: meter.milliseconds, turns: turns,
      farewell: terminateWasAsked ? "Terminate" : nil, error: failure?.text)
  }
}
