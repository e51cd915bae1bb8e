import AAIProtocol

/// One session of Gladia live v2, from its request to its end, over however many connections.
struct LiveServerSession {
  enum State { case recording, draining, over }

  /// Where the messages come from.
  enum Source: Sendable {
    /// Of each channel.
    case words([TurnSegmenter.Words])
    case replay(ReplayedFrames)
  }

  struct Identity: Sendable {
    var id: String
    /// Since 1970.
    var createdAt: Duration
    /// After so long the recording ends by itself.
    var cap = Duration.seconds(10_800)
  }

  /// The service drops a connection on which nothing is said for so long.
  static let idleTimeout = Duration.seconds(30)
  /// A session waits so long for its client to come back.
  static let returnTimeout = Duration.seconds(300)
  /// For the recognisers to say the rest.
  static let drainTimeout = Duration.seconds(30)

  let identity: Identity
  let configuration: LiveConfiguration
  let frames: LiveFrames
  var state = State.recording
  /// One for each channel; none when a recording speaks instead.
  var listeners: [TurnSegmenter] = []
  var replay: ReplayedFrames?
  /// Finals of the recording that have been sent.
  var replayedFinals = 0
  /// Channels whose recogniser has not ended.
  var unfinished: Set<Int> = []
  /// Of all the audio received, whatever the connection.
  var byteCount = 0
  var utterances: [Utterance] = []
  var result: JSONValue?
  var error: String?
  var hasBegun = false

  // The connection.
  var isConnected = false
  /// Of the last message while there is a client, and of its loss while there is none.
  var lastSeen = Duration.zero
  var stopWasAsked = false
  var drainDeadline: Duration?
  /// What was said while nobody was there.
  var missed: [ServerAction] = []

  struct Utterance: Sendable {
    var start: Int
    var text: String
    var json: JSONValue
  }

  init(_ configuration: LiveConfiguration, _ identity: Identity, source: Source) {
    self.configuration = configuration
    self.identity = identity
    frames = LiveFrames(sessionID: identity.id, language: configuration.language)
    switch source {
    case .words(let channels):
      listeners = channels.map { TurnSegmenter($0, rules: configuration.turnRules) }
    case .replay(let recorded): replay = recorded
    }
  }

  var milliseconds: Double {
    Double(byteCount) * 1000 / Double(configuration.format.bytesPerSecond ?? 1)
  }

  var seconds: JSONValue { .seconds(milliseconds / 1000) }

  func wall(_ now: Duration) -> Duration { identity.createdAt + now }

  /// The messages of `kind`, if the client wants them.
  func say(
    _ kind: LiveMessageKind, _ type: String, _ data: JSONValue? = nil, at now: Duration
  ) -> [ServerAction] {
    // A recording has messages of its own, but for the acknowledgements.
    guard configuration.wants(kind), replay == nil else { return [] }
    return [.send(frames.frame(type, data, at: wall(now)))]
  }

  /// Keeps what is to be sent while there is nobody to send it to.
  mutating func deliver(_ actions: [ServerAction]) -> [ServerAction] {
    guard !isConnected else { return actions }
    return actions.filter { action in
      switch action {
      case .send, .sendLast, .close:
        missed.append(action)
        return false
      case .hear, .endAudio, .hangUp: return true
      }
    }
  }

  // MARK: Audio

  mutating func take(audio bytes: [UInt8], at now: Duration) -> [ServerAction] {
    lastSeen = now
    // An empty chunk only shows that the client is there.
    guard !bytes.isEmpty else { return [] }
    guard state == .recording else { return refuse("the recording has ended", at: now) }
    let (start, startTime) = (byteCount, seconds)
    byteCount += bytes.count
    let data: JSONValue = .members(
      ("byte_range", [.init(start), .init(byteCount)]), ("time_range", [startTime, seconds]))
    return acknowledge("audio_chunk", data, at: now) + [.hear(bytes)] + advance(at: now)
  }

  func acknowledge(_ type: String, _ data: JSONValue, at now: Duration) -> [ServerAction] {
    guard configuration.wants(.acknowledgments) else { return [] }
    return [.send(frames.acknowledgment(type, data, at: wall(now)))]
  }

  func refuse(_ reason: String, at now: Duration) -> [ServerAction] {
    guard configuration.wants(.acknowledgments) else { return [] }
    return [
      .send(frames.acknowledgment("audio_chunk", .null, error: reason, at: wall(now)))
    ]
  }

  /// Works off the audio received so far.
  mutating func advance(at now: Duration) -> [ServerAction] {
    let end = Int(milliseconds)
    if let lines = replay?.advance(to: now, audio: end) {
      replayedFinals += lines.count(where: ReplayedFrames.isFinal)
      return lines.map { .send($0) }
    }
    return listeners.indices.flatMap { channel in
      report(listeners[channel].listen(until: end), channel, at: now)
    }
  }

  mutating func report(
    _ events: [TurnEvent], _ channel: Int, at now: Duration
  ) -> [ServerAction] {
    events.flatMap { event -> [ServerAction] in
      switch event {
      case .speechStarted(let time):
        return say(.speechEvents, "speech_start", spot(time, channel), at: now)
      case .partial(var turn):
        turn.words = configuration.respelling.applied(to: turn.words)
        let data = frames.transcript(turn, channel: channel, isFinal: false)
        return say(.partialTranscripts, "transcript", data, at: now)
      case .final(var turn):
        turn.words = configuration.respelling.applied(to: turn.words)
        return finish(turn, channel, at: now)
      }
    }
  }

  private mutating func finish(
    _ turn: HeardTurn, _ channel: Int, at now: Duration
  ) -> [ServerAction] {
    utterances.append(
      Utterance(
        start: turn.words.first?.start ?? 0, text: turn.words.text,
        json: frames.utterance(turn.words, channel: channel)))
    var actions = say(
      .speechEvents, "speech_end", spot(turn.words.last?.end ?? 0, channel), at: now)
    let data = frames.transcript(turn, channel: channel, isFinal: true)
    actions += say(.finalTranscripts, "transcript", data, at: now)
    guard configuration.wants(.realtimeProcessingEvents) else { return actions }
    return actions + unable(configuration.realtimeAddOns, at: now)
  }

  /// An honest answer for each thing that is asked for and not done here.
  func unable(_ addOns: [String], at now: Duration) -> [ServerAction] {
    addOns.map {
      .send(frames.failure($0, "aai-serve does no \($0)", at: wall(now)))
    }
  }

  private func spot(_ time: Int, _ channel: Int) -> JSONValue {
    ["time": .seconds(time), "channel": .init(channel)]
  }
}
