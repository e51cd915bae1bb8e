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

  enum State { case running, draining, over }

  let identity: Identity
  var configuration: SessionConfiguration
  var state = State.running
  var source: Source
  var engine: TurnEngine
  var writer: TurnWriter
  var meter: SoundMeter
  var chunks = ChunkRule()
  /// How far the engine has come, in milliseconds of audio.
  var clock = 0
  var timers: SessionTimers
  var turns = 0
  var terminateWasAsked = false
  /// Why the session was cut.
  var failure: SessionError?

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
    writer.masking = Masking(configuration)
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
      writer.masking = Masking(configuration)
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
}

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}
