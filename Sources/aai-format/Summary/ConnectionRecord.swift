import AAIProtocol

/// How the sessions went: their number, their length, what was lost, how it ended.
struct ConnectionRecord {
  private(set) var sessions = 0
  /// As far as the service says.
  private(set) var billed: Duration?
  private(set) var reconnects = 0
  private(set) var lost = Duration.zero
  private(set) var errors: [String] = []
  private(set) var errorCount = 0
  private(set) var ending = Ending.cut

  enum Ending: Equatable {
    /// The service has said that it is done.
    case terminated
    case closed(ToolEvent.Closed)
    case failed
    /// Nothing says how.
    case cut
  }

  private var clock = SessionClock()
  private let limit = 5

  /// All audio, as far as it is known.
  var audio: Duration { clock.reached - .zero }

  mutating func reach(_ time: AudioTime) {
    sessions = max(sessions, 1)
    clock.reach(time)
  }

  mutating func add(_ line: EventLine) {
    switch line {
    case .server(.begin(let event)):
      if clock.begin(id: event.id) { sessions += 1 }
      ending = .cut
    case .server(.termination(let event)):
      if let audio = event.audioDuration { clock.reach(clock.offset + audio) }
      if let length = event.sessionDuration { billed = (billed ?? .zero) + length }
      ending = .terminated
    case .server(.error(let event)):
      fail(event.code.map { "\($0) \(event.message)" } ?? event.message)
    case .tool(.reconnecting): reconnects += 1
    case .tool(.resumed(let event)):
      if clock.resume(event) { sessions += 1 }
      lost += event.lost
    case .tool(.closed(let event)):
      clock.close(audio: event.audio)
      ending = .closed(event)
    case .live(let event): add(event)
    default: break
    }
  }

  private mutating func add(_ event: LiveEvent) {
    sessions = max(sessions, 1)
    switch event {
    case .error(let message): fail(message ?? "unknown")
    case .postFinalTranscript(let result):
      if let audio = result.audioDuration { clock.reach(clock.offset + audio) }
      if let length = result.billingTime { billed = (billed ?? .zero) + length }
      ending = .terminated
    case .endSession: ending = .terminated
    default: break
    }
  }

  private mutating func fail(_ message: String) {
    errorCount += 1
    if errors.count < limit { errors.append(message) }
    ending = .failed
  }
}
