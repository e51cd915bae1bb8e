/// A whole run against Gladia live v2 as a value: what happens goes in, what to do comes out, and no
/// clock, socket or file is touched.
///
/// The session itself is the service's: a connection that is lost is made again to the same URL and
/// the job goes on. What was not acknowledged by then is sent again.
public struct LiveSession: Sendable {
  enum Phase: Sendable, Equatable {
    /// A connection is waited for; with it the session is ready.
    case dialing
    case streaming
    /// `stop_recording` was sent.
    case draining
    /// The final result has come; the service closes next.
    case closing
    /// The connection was lost; the next dial is due at the deadline.
    case waiting
    case finished
  }

  /// How the session's messages look.
  public struct Manner: Sendable {
    /// Whether audio goes out as base64 in JSON, the form older clients use.
    public var isBase64 = false
    /// Whether acknowledgements are printed, as every other message is.
    public var showsAcknowledgments = true

    public init() {}
  }

  /// One frame that is sent before everything else: the service's answer tells what it has.
  struct Probe: Sendable, Equatable {
    /// Without an answer by then what was not acknowledged is sent again.
    var deadline: Duration
    var size: Int
    /// Where it stands on the stream, and the end of all that was sent before.
    var start: Int
    var sentEnd: Int
    /// What final transcripts have shown to be there.
    var heardEnd = 0
    /// Not kept long enough to be sent again.
    var lost: Duration
  }

  static let probePatience = Duration.seconds(1)

  /// The service ends a connection that is silent for half a minute.
  static let keepAliveInterval = Duration.seconds(20)

  let settings: SessionSettings
  let manner: Manner
  var phase = Phase.dialing
  /// When the phase has lasted too long, or long enough.
  var deadline: Duration?
  var output = SessionOutput()
  var audio: OutgoingAudio

  // The session.
  /// What the service calls it; known with its first message.
  var id: String?
  var serviceError: String?
  /// Whether `stop_recording` was sent, on whatever connection.
  var hasStopped = false
  var hasResult = false
  /// Audio that was never sent, so that the service's clock runs behind by as much.
  var lost = Duration.zero

  // The connection.
  var isConnected = false
  var acknowledged = AcknowledgedAudio()
  /// While the service is asked, after a loss, how far the audio had arrived.
  var probe: Probe?
  /// Whether the service has heard everything once, so that its times are those of the stream.
  var timesHold = true
  var heartbeat = ConnectionHeartbeat()
  var lastSent = Duration.zero
  var recovery: Recovery
  var closeCode: Int?
  var closeReason = ""

  /// - Parameters:
  ///   - settings: How to send and how long to wait.
  ///   - manner: How the messages look.
  public init(_ settings: SessionSettings, manner: Manner = Manner()) {
    self.settings = settings
    self.manner = manner
    audio = OutgoingAudio(settings)
    recovery = Recovery(patience: settings.retryTime ?? .zero)
  }
}

extension LiveSession: SessionMachine {
  public mutating func start(at now: Moment) -> [SessionAction] {
    dial()
    return output.take()
  }

  public mutating func handle(_ input: SessionInput, at moment: Moment) -> [SessionAction] {
    guard phase != .finished else { return [] }
    let now = moment.uptime
    switch input {
    case .audio(let bytes, let isLive):
      audio.receive(
        bytes, isLive: isLive, whileSending: phase == .streaming, at: now, &output)
    case .inputEnded: audio.end(&output)
    case .connected: connect(at: now)
    case .dialFailed(let kind, let reason, let retryAfter):
      fail(
        .unreachable(kind), kind, reason: reason, code: nil, retryAfter: retryAfter, at: now)
    case .text(let bytes): receive(text: bytes, at: now)
    case .binary: output.remarkBinary()
    case .pong: heartbeat.heard(at: now)
    case .closed(let code, let reason): receiveClose(code, reason, at: now)
    case .lost(let reason): receiveLoss(reason, at: now)
    case .violated(let deed):
      fail(.violated(deed: deed), .peer, reason: "the service \(deed)", code: nil, at: now)
    case .writable(let isWritable):
      audio.isWritable = isWritable
      if isWritable { heartbeat.heard(at: now) }
    case .listening(let isListening): listen(isListening, at: now)
    case .stop: stop(at: now)
    case .outputGone: loseOutput(at: now)
    // The service has no message that a signal or a user could be translated into.
    case .control, .tick: break
    }
    keepTime(at: now)
    pump(at: now)
    return output.take()
  }

  public var wantsAudio: Bool {
    phase != .finished && !output.isGone && audio.wantsMore(whileSending: phase == .streaming)
  }

  public var nextDeadline: Duration? {
    guard phase != .finished else { return nil }
    var times = [
      audibleDeadline, probe?.deadline, isConnected ? heartbeat.deadline(settings) : nil,
      audio.cutAt,
    ]
    if phase == .streaming {
      times.append(lastSent + Self.keepAliveInterval)
      if probe == nil { times.append(audio.nextDeadline) }
    }
    return times.compactMap { $0 }.min()
  }
}
