/// What a program of the toolkit says of itself among the service's events: a line whose `type`
/// starts with `aai.`.
public enum ToolEvent: Sendable, Equatable {
  case latency(Latency)
  case reconnecting(Reconnecting)
  case resumed(Resumed)
  case closed(Closed)
  case listening(url: String)

  /// How long a final turn took to come back.
  public struct Latency: Sendable, Equatable {
    public var turnOrder: Int
    /// From the moment the chunk holding the end of the last word was sent.
    public var latency: Duration
    /// RFC 3339.
    public var receivedAt: String

    public init(turnOrder: Int, latency: Duration, receivedAt: String) {
      self.turnOrder = turnOrder
      self.latency = latency
      self.receivedAt = receivedAt
    }
  }

  /// The connection was lost and will be tried again.
  public struct Reconnecting: Sendable, Equatable {
    public var reason: String
    /// The close code, where there was one.
    public var code: Int?
    /// From 1.
    public var attempt: Int
    public var delay: Duration

    public init(reason: String, code: Int?, attempt: Int, delay: Duration) {
      self.reason = reason
      self.code = code
      self.attempt = attempt
      self.delay = delay
    }
  }

  /// A new session took over.
  public struct Resumed: Sendable, Equatable {
    /// From 1, the session the run began with.
    public var session: Int
    public var id: String
    /// Where this session's zero lies on the whole stream's clock.
    public var audioOffset: AudioTime
    public var replayed: Duration
    public var lost: Duration

    public init(
      session: Int, id: String, audioOffset: AudioTime, replayed: Duration, lost: Duration
    ) {
      self.session = session
      self.id = id
      self.audioOffset = audioOffset
      self.replayed = replayed
      self.lost = lost
    }
  }

  /// The last line of every run.
  public struct Closed: Sendable, Equatable {
    public var code: Int?
    public var reason: String
    /// Whether every event that was owed has arrived.
    public var isClean: Bool
    public var audio: Duration
    public var sessions: Int

    public init(code: Int?, reason: String, isClean: Bool, audio: Duration, sessions: Int) {
      self.code = code
      self.reason = reason
      self.isClean = isClean
      self.audio = audio
      self.sessions = sessions
    }
  }
}

extension ToolEvent {
  public var json: JSONValue {
    switch self {
    case .latency(let event):
      .members(
        ("type", "aai.latency"), ("turn_order", .init(event.turnOrder)),
        ("latency_ms", .init(event.latency.milliseconds)),
        ("received_at", .string(event.receivedAt)))
    case .reconnecting(let event):
      .members(
        ("type", "aai.reconnecting"), ("reason", .string(event.reason)),
        ("code", event.code.map { .init($0) } ?? .null), ("attempt", .init(event.attempt)),
        ("delay_ms", .init(event.delay.milliseconds)))
    case .resumed(let event):
      .members(
        ("type", "aai.resumed"), ("session", .init(event.session)), ("id", .string(event.id)),
        ("audio_offset_ms", .init(event.audioOffset.milliseconds)),
        ("replayed_ms", .init(event.replayed.milliseconds)),
        ("lost_ms", .init(event.lost.milliseconds)))
    case .closed(let event):
      .members(
        ("type", "aai.closed"), ("code", event.code.map { .init($0) } ?? .null),
        ("reason", .string(event.reason)), ("clean", .bool(event.isClean)),
        ("audio_ms", .init(event.audio.milliseconds)), ("sessions", .init(event.sessions)))
    case .listening(let url):
      .members(("type", "aai.listening"), ("url", .string(url)))
    }
  }
}
