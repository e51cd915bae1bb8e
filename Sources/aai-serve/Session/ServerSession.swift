import AAIProtocol

/// One session of AssemblyAI streaming v3, from `Begin` to its end, without a socket or a clock.
///
/// Each method takes what happened and answers what is to be done. Time is counted from `Begin`.
struct ServerSession {
  /// Where the frames come from.
  enum Source: Sendable {
    case words(TurnSegmenter.Words)
    case replay(ReplayedFrames)
  }

  /// What is known of a session before its parameters are read.
  struct Identity: Sendable {
    var id: String
    /// Unix time at `Begin`, in seconds.
    var openedAt: Int
    /// A token or the service may shorten the three hours.
    var cap = Duration.seconds(10_800)
    var apiVersion = Begin.Configuration.newestAPIVersion
    /// Whether labels are put right after `Terminate`.
    var revisesSpeakers = false
  }

  enum State { case running, draining, over }

  let identity: Identity
  var configuration: SessionConfiguration
  var state = State.running
  /// `nil` when a recording speaks instead.
  var listener: TurnSegmenter?
  var replay: ReplayedFrames?
  var writer: TurnWriter
  var meter: AudioMeter
  var chunks = ChunkRule()
  var timers: SessionTimers
  var silences: SilenceReports
  var turns = 0
  var terminateWasAsked = false
  /// Why the session was cut.
  var failure: SessionError?

  init(_ configuration: SessionConfiguration, _ identity: Identity, source: Source) {
    self.identity = identity
    self.configuration = configuration
    var isPunctuated = false
    switch source {
    case .words(let words):
      isPunctuated = words.arePunctuated
      listener = TurnSegmenter(words, rules: configuration.turnRules)
    case .replay(let frames): replay = frames
    }
    writer = TurnWriter(
      model: configuration.model, isPunctuated: isPunctuated,
      formatTurns: configuration.formatsTurns)
    writer.masking = Masking(configuration)
    if configuration.labelsSpeakers { writer.labels = SpeakerLabels() }
    writer.detectsLanguage = configuration.flag("language_detection")
    if let only = configuration.onlyLanguage { writer.language = only }
    meter = AudioMeter(configuration.format)
    timers = SessionTimers(configuration, cap: identity.cap)
    silences = SilenceReports(areWanted: configuration.acknowledgesSilence)
  }

  // MARK: What the client sends

  mutating func receive(audio bytes: [UInt8], at now: Duration) -> [ServerAction] {
    guard state == .running else { return [] }
    timers.sawMessage(at: now)
    let duration = meter.add(bytes)
    var warnings: [ServerAction] = []
    do throws(SessionError) {
      if configuration.format.bytesPerSample != nil {
        warnings = warn(try chunks.check(milliseconds: duration))
      }
      try PacingRule.check(audio: meter.milliseconds / 1000, elapsed: now.inSeconds)
    } catch {
      return [.hear(bytes)] + fail(error)
    }
    return [.hear(bytes)] + warnings + advance(at: now)
  }

  /// The session goes on.
  func warn(_ warning: ServiceWarning?) -> [ServerAction] {
    warning.map { [.send($0.json.text)] } ?? []
  }

  mutating func receive(text: String, at now: Duration) -> [ServerAction] {
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
  ) throws(SessionError) -> [ServerAction] {
    switch message {
    case .keepAlive: return []
    case .terminate: return terminate(at: now)
    case .forceEndpoint: return report(listener?.endTurn() ?? [])
    case .updateConfiguration(let fields):
      do throws(ParameterViolation) {
        try configuration.update(fields)
      } catch {
        throw .invalid(error)
      }
      listener?.rules = configuration.turnRules
      writer.formatTurns = configuration.formatsTurns
      writer.masking = Masking(configuration)
      timers.hasHeartbeat(configuration.hasHeartbeat, at: now)
      silences.areWanted = configuration.acknowledgesSilence
      return []
    case .unknown(let type): throw .unknownMessage(type)
    }
  }

  private mutating func terminate(at now: Duration) -> [ServerAction] {
    terminateWasAsked = true
    if replay != nil {
      state = .draining
      return finishReplay(at: now)
    }
    guard listener?.isRecognizer == true else { return finish(at: now) }
    state = .draining
    timers.drain(at: now)
    return [.endAudio]
  }

  /// The service gives up, for a reason of its own.
  mutating func fail(_ error: SessionError) -> [ServerAction] {
    guard !isOver else { return [] }
    state = .over
    failure = error
    return Self.refusal(error)
  }

  /// The frames of a session that never began, or of one that was cut.
  static func refusal(_ error: SessionError) -> [ServerAction] {
    let frame = ServiceError(code: Int(error.code), message: error.text)
    return [.send(frame.json.text), .close(code: error.code, reason: SessionError.closeReason)]
  }
}

extension Duration {
  var inSeconds: Double { self / .seconds(1) }
}
