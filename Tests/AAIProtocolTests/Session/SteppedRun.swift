import AAIProtocol

/// A run against AssemblyAI on a clock of the test's.
struct SteppedRun {
  static let begin =
    #"{"type":"Begin","id":"s","expires_at":1800010800,"configuration":{"model":"u3-rt-pro"}}"#

  var session: StreamSession
  var now = Duration.zero

  init(_ change: (inout SessionSettings) -> Void = { _ in }) {
    var settings = SessionSettings(format: AudioFormat(.pcmS16LE, sampleRate: 16_000))
    change(&settings)
    session = StreamSession(settings, model: "u3-rt-pro")
    _ = session.start(at: moment)
  }

  var moment: Moment { Moment(uptime: now, wall: .seconds(1_800_000_000) + now) }

  mutating func handle(_ input: SessionInput, after delay: Duration = .zero) -> [SessionAction] {
    now += delay
    return session.handle(input, at: moment)
  }

  mutating func begin() -> [SessionAction] {
    _ = handle(.connected)
    return handle(.text(Array(Self.begin.utf8)))
  }

  mutating func turn(end: Int, isFinal: Bool = true) -> [SessionAction] {
    let word = Word(
      start: .zero, end: AudioTime(milliseconds: end), text: "w", confidence: 1, isFinal: true)
    let turn = Turn(order: 0, isFinal: isFinal, transcript: "w", words: [word])
    return handle(.text(Array(turn.json.text.utf8)))
  }

  static func audio(milliseconds: Int) -> [UInt8] {
    [UInt8](repeating: 1, count: milliseconds * 32)
  }
}
