import TestKit

@testable import AAIProtocol

/// A service that hears, answers and fails at random, and keeps account of every byte.
///
/// The audio is 8 kHz 16-bit; each sample is its own number, so that any message tells where it lies
/// on the whole stream.
struct RandomService {
  static let bytesPerMillisecond = 16

  private var random: SplitMix64
  private var session: StreamSession
  private var now = Duration.zero
  private let length: Int
  private let isLive: Bool
  private var read = 0
  private var hasEnded = false

  // The connection.
  private var isDialing = false
  private var isOpen = false
  private var hasBegun = false
  private var mustTerminate = false
  /// Faults still to come; without them the run comes to its end.
  private var faults: Int

  // The account, in bytes of the whole stream.
  /// Where the running session's zero lies.
  private var origin = 0
  private var received = 0
  /// What final turns cover, or an orderly end of a session.
  private(set) var settled = 0
  private(set) var lost = 0
  private(set) var mistakes: [String] = []
  private(set) var end: SessionEnd?
  private(set) var sessions = 0

  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var settings = SessionSettings(format: AudioFormat(.pcmS16LE, sampleRate: 8000))
    settings.chunk = .milliseconds([50, 100, 333, 1000].randomElement(using: &random)!)
    settings.pace = [nil, 1, 8].randomElement(using: &random)!
    settings.backlog = .seconds([0, 1, 5, 60].randomElement(using: &random)!)
    // What only silence settles is not on this account.
    settings.pingInterval = nil
    settings.retryTime = .seconds(86_400)
    settings.connectTimeout = .seconds(86_400)
    settings.drainTimeout = .seconds(86_400)
    length = Int.random(in: 1...200_000, using: &random)
    isLive = Bool.random(using: &random)
    faults = Int.random(in: 0...12, using: &random)
    session = StreamSession(settings)
    self.random = random
  }

  /// The samples from `start` on.
  private static func audio(_ range: Range<Int>) -> [UInt8] {
    range.map { UInt8(truncatingIfNeeded: $0 % 2 == 0 ? $0 / 2 : $0 / 512) }
  }

  /// Runs to the end, or as many steps as any run can need.
  mutating func run() {
    take(session.start(at: moment))
    for _ in 0..<200_000 where end == nil && mistakes.isEmpty { step() }
    if end == nil, mistakes.isEmpty { mistakes.append("no end") }
    if end == .complete, settled < length / 2 * 2 {
      mistakes.append("complete with \(settled) of \(length) bytes")
    }
  }

  private var moment: Moment { Moment(uptime: now, wall: .seconds(1_800_000_000) + now) }

  private mutating func handle(_ input: SessionInput) {
    guard end == nil else { return }
    take(session.handle(input, at: moment))
  }

  // MARK: What happens

  private mutating func step() {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<4: feed()
    case 4..<7: wait()
    case 7, 8: advanceConnection()
    case 9: hear()
    case 10: handle(.writable(Bool.random(using: &random)))
    default: fail()
    }
  }

  private mutating func feed() {
    guard session.wantsAudio, !hasEnded else { return }
    let count = min(
      Int.random(in: 1...[3, 1000, 65_536].randomElement(using: &random)!, using: &random),
      length - read)
    read += count
    if count > 0 {
      handle(.audio(Self.audio(read - count..<read), isLive: isLive))
    } else {
      hasEnded = true
      handle(.inputEnded)
    }
  }

  private mutating func wait() {
    let due = session.nextDeadline ?? now + .milliseconds(50)
    now = max(now, min(due, now + .milliseconds(Int.random(in: 1...2000, using: &random))))
    handle(.tick)
  }

  private mutating func advanceConnection() {
    if mustTerminate { return terminate() }
    if isDialing {
      isDialing = false
      isOpen = true
      handle(.connected)
    } else if isOpen, !hasBegun {
      hasBegun = true
      sessions += 1
      received = 0
      origin = -1
      let life = [11, 30, 10_800].randomElement(using: &random)!
      let expiry = 1_800_000_000 + Int(now.components.seconds) + life
      say(#"{"type":"Begin","id":"s","expires_at":\#(expiry)}"#)
    }
  }

  /// A turn up to somewhere in what was received.
  private mutating func hear() {
    guard hasBegun, origin >= 0, received > 0 else { return }
    let from = max(settled - origin, 0) / Self.bytesPerMillisecond
    let to = received / Self.bytesPerMillisecond
    guard from < to else { return }
    turn(end: Int.random(in: from...to, using: &random), isFinal: Bool.random(using: &random))
  }

  private mutating func turn(end: Int, isFinal: Bool) {
    if isFinal { settled = max(settled, origin + end * Self.bytesPerMillisecond) }
    let word = Word(
      start: .zero, end: AudioTime(milliseconds: end), text: "w", confidence: 1, isFinal: true)
    say(Turn(order: 0, isFinal: isFinal, transcript: "w", words: [word]).json.text)
  }

  private mutating func terminate() {
    mustTerminate = false
    hear()
    let all = max(origin, 0) + received
    say(#"{"type":"Termination"}"#)
    if isOpen { close(1000) }
    // Only the end of the whole run settles what no final turn has covered.
    if end == .complete { settled = max(settled, all) }
  }

  private mutating func fail() {
    guard faults > 0, sessions > 0 || isDialing else { return }
    faults -= 1
    if isDialing {
      isDialing = false
      return handle(.dialFailed(sessions > 0 ? .network : .server, reason: "", retryAfter: nil))
    }
    guard isOpen else { return }
    switch Int.random(in: 0..<5, using: &random) {
    case 0: close([1000, 1001, 1006, 1011, 1012, 4999].randomElement(using: &random)!)
    case 1:
      say(#"{"type":"Error","error_code":3005,"error":"Session Cancelled: An error occurred"}"#)
      if Bool.random(using: &random), isOpen { close(3005) }
    case 2:
      // Nobody has asked for it.
      if !mustTerminate, hasBegun { say(#"{"type":"Termination"}"#) }
      if isOpen { close(1000) }
    default:
      reset()
      handle(.lost(reason: "gone"))
    }
  }

  private mutating func close(_ code: Int) {
    reset()
    handle(.closed(code: code, reason: ""))
  }

  private mutating func reset() {
    isOpen = false
    hasBegun = false
    mustTerminate = false
  }

  private mutating func say(_ text: String) { handle(.text(Array(text.utf8))) }

  // MARK: What is done

  private mutating func take(_ actions: [SessionAction]) {
    for action in actions {
      switch action {
      case .dial:
        reset()
        isDialing = true
      case .hangUp:
        reset()
        isDialing = false
      case .sendAudio(let bytes): receive(bytes)
      case .sendText(let text): mustTerminate = text.contains("Terminate")
      case .print(let line): note(String(decoding: line, as: UTF8.self))
      case .finish(let end): self.end = end
      default: break
      }
    }
  }

  private mutating func receive(_ message: [UInt8]) {
    guard hasBegun else { return mistakes.append("audio before Begin") }
    if origin < 0 { begin(with: message) }
    let start = origin + received
    let count = min(message.count, length / 2 * 2 - start)
    if Array(message[..<count]) != Self.audio(start..<start + count) {
      mistakes.append("\(count) other bytes at \(start), session \(sessions)")
    }
    received += count
  }

  /// A session must begin where the last one was settled, behind what is said to be lost.
  private mutating func begin(with message: [UInt8]) {
    let number = Int(message[0]) | Int(message[1]) << 8
    let expected = settled + lost
    // Samples are counted to 65,536.
    origin = number * 2 + (expected - number * 2 + 65_536) / 131_072 * 131_072
    let gap = origin - settled
    // Each number that is told is cut to whole milliseconds.
    if abs(gap - lost) >= Self.bytesPerMillisecond * sessions {
      mistakes.append("session \(sessions) begins \(gap) behind, \(lost) lost")
    }
    settled = origin
    lost = 0
  }

  private mutating func note(_ line: String) {
    guard line.contains("aai.resumed"), let json = try? JSONValue(parsing: line) else { return }
    lost += (json["lost_ms"]?.int ?? 0) * Self.bytesPerMillisecond
  }
}
