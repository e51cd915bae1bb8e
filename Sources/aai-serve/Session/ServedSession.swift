import AAIProtocol

/// One session of AssemblyAI streaming v3, from `Begin` to its end, without a socket or a clock.
///
/// Each method takes what happened and answers what is to be done. Time is counted from `Begin`.
struct ServedSession {
  enum Action: Equatable, Sendable {
    case send(String)
    /// The last action of a session.
    case close(code: UInt16, reason: String)
    /// No more sound will come: the recogniser is to say the rest, then `recognizerEnded` follows.
    case endAudio
  }

  /// Where the words come from.
  enum Source: Sendable {
    case script(ScriptedSpeech)
    case recognizer(RecognizedSpeech)
    case replay(ReplayedFrames)
  }

  /// What is known of a session before its parameters are read.
  struct Identity: Sendable {
    var id: String
    /// Unix time at `Begin`, in seconds.
    var openedAt: Int
    /// A token or the service may shorten the three hours.
    var cap = Duration.seconds(10_800)
    var apiVersion = "2025-05-12"
    /// Whether labels are put right after `Terminate`.
    var revisesSpeakers = false
  }

  private enum State { case running, draining, over }

  let identity: Identity
  private(set) var configuration: SessionConfiguration
  private var state = State.running
  private var source: Source
  private var engine: TurnEngine
  private var writer: TurnWriter
  private var meter: SoundMeter
  private var chunks = ChunkRule()
  /// How far the engine has come, in milliseconds of audio.
  private var clock = 0
  private var timers: SessionTimers
  private(set) var turns = 0
  private(set) var terminateWasAsked = false
  /// Why the session was cut.
  private(set) var failure: SessionError?

  init(_ configuration: SessionConfiguration, _ identity: Identity, source: Source) {
    self.identity = identity
    self.configuration = configuration
    self.source = source
    // Scripts are written as they are to be read; recognisers know neither capitals nor full stops.
    let isPunctuated = if case .script = source { true } else { false }
    engine = TurnEngine(rules: configuration.turnRules, isPunctuated: isPunctuated)
    writer = TurnWriter(
      model: configuration.model, isPunctuated: isPunctuated,
      formatTurns: configuration.formatsTurns)
    if configuration.labelsSpeakers { writer.labels = SpeakerLabels() }
    writer.detectsLanguage = configuration.flag("language_detection")
    meter = SoundMeter(configuration.format)
    timers = SessionTimers(configuration, cap: identity.cap)
  }

  var isOver: Bool { state == .over }
  var takesAudio: Bool { state == .running }
  var audioMilliseconds: Double { meter.milliseconds }

  /// The moment at which `tick` is due.
  var nextDeadline: Duration? {
    if isOver { return nil }
    guard case .replay(let frames) = source, let due = frames.nextDeadline else {
      return timers.next
    }
    return min(due, timers.next)
  }

  /// The session's first words.
  mutating func open() -> [Action] {
    if case .replay(var frames) = source {
      let actions = frames.advance(to: .zero, audio: 0)
      source = .replay(frames)
      return endedByReplay(actions)
    }
    let begin = Begin(
      id: identity.id, expiresAt: identity.openedAt + Int(identity.cap.components.seconds),
      configuration: configuration.echo(apiVersion: identity.apiVersion))
    return [.send(begin.json.text)]
  }

  // MARK: What the client sends

  mutating func receive(audio bytes: [UInt8], at now: Duration) -> [Action] {
    guard state == .running else { return [] }
    timers.sawMessage(at: now)
    let duration = meter.add(bytes)
    do throws(SessionError) {
      if configuration.format.bytesPerSample != nil { try chunks.check(milliseconds: duration) }
      try PacingRule.check(audio: meter.milliseconds / 1000, elapsed: now.inSeconds)
    } catch {
      return fail(error)
    }
    return advance(at: now)
  }

  mutating func receive(text: String, at now: Duration) -> [Action] {
    guard state == .running else { return [] }
    timers.sawMessage(at: now)
    do throws(SessionError) {
      return try obey(try Self.message(text), at: now)
    } catch {
      return fail(error)
    }
  }

  private static func message(_ text: String) throws(SessionError) -> ClientMessage {
    do throws(ClientMessage.Malformed) {
      return try ClientMessage(parsing: text)
    } catch {
      throw .malformed(error, text)
    }
  }

  private mutating func obey(
    _ message: ClientMessage, at now: Duration
  ) throws(SessionError) -> [Action] {
    switch message {
    case .keepAlive: return []
    case .terminate: return terminate(at: now)
    case .forceEndpoint: return report(engine.end(with: hearing()))
    case .updateConfiguration(let fields):
      do throws(ParameterViolation) {
        try configuration.update(fields)
      } catch {
        throw .invalid(error)
      }
      engine.rules = configuration.turnRules
      writer.formatTurns = configuration.formatsTurns
      timers.hasHeartbeat(configuration.hasHeartbeat, at: now)
      return []
    case .unknown(let type): throw .unknownMessage(type)
    }
  }

  private mutating func terminate(at now: Duration) -> [Action] {
    terminateWasAsked = true
    switch source {
    case .recognizer:
      state = .draining
      timers.drain(at: now)
      return [.endAudio]
    case .script(var speech):
      speech.listenToTheEnd()
      source = .script(speech)
      return finish(at: now)
    case .replay(var frames):
      state = .draining
      let actions = frames.finish()
      if frames.endsItself { return endedByReplay(actions) }
      return actions.map { .send($0) } + terminated(at: now)
    }
  }

  // MARK: What the recogniser says

  /// Takes a line of the recogniser's output.
  mutating func hear(_ event: JSONValue) -> [Action] {
    guard !isOver, case .recognizer(var speech) = source,
      speech.take(event, at: Int(meter.milliseconds))
    else { return [] }
    speech.drop(where: engine.isSpent)
    source = .recognizer(speech)
    return step(isNew: true)
  }

  /// The recogniser has ended: as it should after `endAudio`, and not before.
  mutating func recognizerEnded(wasWell: Bool, at now: Duration) -> [Action] {
    guard !isOver, case .recognizer(var speech) = source else { return [] }
    guard state == .draining, wasWell else { return fail(.cancelled) }
    speech.settle()
    source = .recognizer(speech)
    return finish(at: now)
  }

  // MARK: Time

  mutating func tick(at now: Duration) -> [Action] {
    guard !isOver else { return [] }
    do throws(SessionError) {
      guard try timers.check(at: now) else { return advance(at: now) }
    } catch {
      return fail(error)
    }
    return [.send(timers.heartbeat(audio: meter.milliseconds, at: now))] + advance(at: now)
  }

  /// The service gives up, for a reason of its own.
  mutating func fail(_ error: SessionError) -> [Action] {
    guard !isOver else { return [] }
    state = .over
    failure = error
    return Self.refusal(error)
  }

  /// The frames of a session that never began, or of one that was cut.
  static func refusal(_ error: SessionError) -> [Action] {
    let frame = ServiceError(code: Int(error.code), message: error.text)
    return [.send(frame.json.text), .close(code: error.code, reason: SessionError.closeReason)]
  }

  // MARK: Turns

  /// Works off the sound received so far, in steps that do not depend on the size of messages.
  private mutating func advance(at now: Duration) -> [Action] {
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

  private mutating func step(isNew: Bool) -> [Action] {
    guard case .recognizer(let speech) = source else { return [] }
    return report(
      engine.step(at: clock, hearing: speech.heard, isNew: isNew, isSettled: speech.isSettled))
      + revisionIfDue()
  }

  /// What is heard and in no turn yet.
  private func hearing() -> [HeardWord] {
    switch source {
    case .script(let speech): speech.heard.filter(\.isFirm)
    case .recognizer(let speech): speech.heard
    case .replay: []
    }
  }

  private mutating func report(_ events: [TurnEvent]) -> [Action] {
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

  private mutating func revisionIfDue() -> [Action] {
    guard timers.revisionIsDue(audio: Int(meter.milliseconds)) else { return [] }
    return writer.labels?.takeRevision().map { [.send($0)] } ?? []
  }

  /// Ends the open turn, then the session.
  private mutating func finish(at now: Duration) -> [Action] {
    var actions = step(isNew: true) + report(engine.end(with: hearing()))
    if configuration.model.family == .universalStreaming {
      actions.append(.send(writer.emptyFinal(order: engine.takeOrder())))
    }
    if identity.revisesSpeakers, let revision = writer.labels?.takeRevision() {
      actions.append(.send(revision))
    }
    return actions + terminated(at: now)
  }

  private mutating func terminated(at now: Duration) -> [Action] {
    state = .over
    let frame = Termination(
      audioDuration: .milliseconds(meter.milliseconds), sessionDuration: now)
    return [.send(frame.json.text), .close(code: 1000, reason: "Session Ended")]
  }

  private mutating func endedByReplay(_ lines: [String]) -> [Action] {
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

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}
