/// A whole run against AssemblyAI streaming v3 as a value: what happens goes in, what to do comes
/// out, and no clock, socket or file is touched.
///
/// It keeps the promises of the run: all audio is sent, in whole chunks and no faster than it may
/// be; every frame of the service is printed; the session is ended with `Terminate`; what was not
/// settled when a connection was lost is sent again in the next session.
public struct StreamSession: Sendable {
  enum Phase: Sendable, Equatable {
    /// A connection, then `Begin`, is waited for.
    case dialing
    case streaming
    /// `Terminate` was sent; audio, if any comes, waits for the next session.
    case draining(RollOver)
    /// `Termination` has come; the service closes next.
    case closing
    /// The connection was lost; the next dial is due at the deadline.
    case waiting
    case finished
  }

  /// Whether another session follows the one that is being ended.
  enum RollOver: Sendable { case no, yes }

  /// When an old session is to be followed by a new one: between two turns, if that comes in time.
  struct RollOverPlan: Sendable {
    var due: Duration
    var latest: Duration
  }

  let settings: SessionSettings
  let model: String?
  var phase = Phase.dialing
  /// When the phase has lasted too long, or long enough.
  var deadline: Duration?
  var output = SessionOutput()
  var audio: OutgoingAudio
  var sendLog = SendLog()
  var quiet = SilenceConfirmation()

  // The session.
  /// Where the session's zero lies on the whole stream, in bytes.
  var origin = 0
  var rollOver: RollOverPlan?
  var hasOpenTurn = false
  var serviceError: ServiceError?
  /// What the user changed while it ran; a new session is told again.
  var changes: [ClientMessage.Field] = []

  // The connection.
  var isConnected = false
  var heartbeat = ConnectionHeartbeat()
  var lastSent = Duration.zero
  var recovery: Recovery
  var closeCode: Int?
  var closeReason = ""

  /// - Parameters:
  ///   - settings: How to send and how long to wait.
  ///   - model: The model that was asked for, to be compared with the one that is applied.
  public init(_ settings: SessionSettings, model: String? = nil) {
    self.settings = settings
    self.model = model
    audio = OutgoingAudio(settings)
    recovery = Recovery(patience: settings.retryTime ?? .zero)
  }

  /// Begins the run with the first dial.
  public mutating func start(at now: Moment) -> [SessionAction] {
    dial(at: now.uptime)
    return output.take()
  }

  /// Takes what happened and answers what to do now, in order.
  public mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionAction] {
    guard phase != .finished else { return [] }
    switch input {
    case .audio(let bytes, let isLive):
      audio.receive(
        bytes, isLive: isLive, whileSending: phase == .streaming, at: now.uptime, &output)
    case .inputEnded: audio.end(&output)
    case .connected:
      isConnected = true
      heartbeat.begin(at: now.uptime)
    case .dialFailed(let kind, let reason, let retryAfter):
      fail(
        .unreachable(kind), kind, reason: reason, code: nil, retryAfter: retryAfter,
        at: now.uptime)
    case .text(let bytes): receive(text: bytes, at: now)
    case .binary: output.remarkBinary()
    case .pong: receivePong(at: now.uptime)
    case .closed(let code, let reason): receiveClose(code, reason, at: now.uptime)
    case .lost(let reason): receiveLoss(reason, at: now.uptime)
    case .violated(let deed):
      fail(.violated(deed: deed), .peer, reason: "the service \(deed)", code: nil, at: now.uptime)
    case .writable(let isWritable):
      audio.isWritable = isWritable
      if isWritable { heartbeat.heard(at: now.uptime) }
    case .listening(let isListening): listen(isListening, at: now.uptime)
    case .control(let message): send(message, at: now.uptime)
    case .stop: stop(at: now.uptime)
    case .outputGone: loseOutput(at: now.uptime)
    case .tick: break
    }
    keepTime(at: now)
    pump(at: now.uptime)
    return output.take()
  }

  /// When `tick` is due at the latest.
  public var nextDeadline: Duration? {
    guard phase != .finished else { return nil }
    var times = [
      audibleDeadline, isConnected ? heartbeat.deadline(settings) : nil, rollOverDue, audio.cutAt,
    ]
    if phase == .streaming {
      times.append(keepAliveDue)
      times.append(audio.nextDeadline)
    }
    return times.compactMap { $0 }.min()
  }
}
