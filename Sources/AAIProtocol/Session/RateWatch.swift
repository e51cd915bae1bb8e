/// Notices that a live source speaks in another format than was declared: raw audio cannot say so
/// itself, and the service would hear noise.
///
/// Times are those of one monotonic clock, from any origin.
struct RateWatch: Sendable {
  /// Audio arrives at another rate than it should.
  struct Mismatch: Sendable, Equatable {
    /// In bytes per second.
    var arriving: Int
    /// The format that would explain it, in words.
    var explanation: String
  }

  /// So long a source is measured.
  private static let span = Duration.seconds(3)
  /// How far a second of it may be from the whole: a source delivers in periods.
  private static let steadiness = 0.15
  /// How far a clock and a measurement may be from a format's own rate.
  private static let accuracy = 0.04

  /// What the fastest source there is delivers in that time.
  private static let window = 3 * 96_000 * 4

  /// So long after its first audio a source may still turn out to be live, though it was ahead.
  private static let youth = Duration.milliseconds(1500)

  /// Enough of the fastest source for it to be waited for some times. A file is read ahead of as far,
  /// too, and what was read is still sent when the user wants an end: it must not be long.
  private static let youngWindow = 262_144

  private let declared: Int
  private var first: Duration?
  private var latest = Duration.zero
  private var isLive = false
  private var start: Duration?
  private var count = 0
  private var second: (start: Duration, count: Int) = (.zero, 0)
  private var rates: [Double] = []
  /// Whether there is nothing more to find out.
  private(set) var isOver = false

  /// - Parameter format: `nil`, or compressed, where there is no rate to hold a source to.
  init(_ format: AudioFormat?) {
    declared = format?.bytesPerSecond ?? 0
    isOver = declared == 0
  }

  /// How much should be read ahead of the sending: a source that is held back has no tempo of its
  /// own to be measured.
  var readAhead: Int {
    if isOver { return 0 }
    if isLive { return Self.window }
    return latest - (first ?? latest) < Self.youth ? Self.youngWindow : 0
  }

  /// Notes what arrived; answers once, when it has been steady and wrong for long enough.
  mutating func note(_ bytes: Int, isLive: Bool, at now: Duration) -> Mismatch? {
    guard !isOver else { return nil }
    first = first ?? now
    latest = now
    self.isLive = isLive
    guard isLive, let start else {
      begin(at: now, isLive: isLive)
      return nil
    }
    count += bytes
    second.count += bytes
    if now >= second.start + .seconds(1) {
      rates.append(Double(second.count) / ((now - second.start) / .seconds(1)))
      second = (now, 0)
    }
    guard now >= start + Self.span else { return nil }
    let rate = Double(count) / ((now - start) / .seconds(1))
    guard rates.allSatisfy({ abs($0 - rate) <= rate * Self.steadiness }) else {
      begin(at: now, isLive: true)
      return nil
    }
    isOver = true
    guard !Self.matches(rate, declared), let explanation = Self.explanation(of: rate) else {
      return nil
    }
    return Mismatch(arriving: Int(rate), explanation: explanation)
  }

  /// The first piece only says when the measuring begins.
  private mutating func begin(at now: Duration, isLive: Bool) {
    start = isLive ? now : nil
    count = 0
    second = (now, 0)
    rates = []
  }

  private static func matches(_ rate: Double, _ expected: Int) -> Bool {
    abs(rate - Double(expected)) <= Double(expected) * accuracy
  }

  /// The likeliest formats first, where several have the same rate.
  private static let formats: [(rate: Int, bytes: Int, words: String)] = [
    (44_100, 4, "44.1 kHz stereo"), (48_000, 4, "48 kHz stereo"), (48_000, 2, "48 kHz mono"),
    (44_100, 2, "44.1 kHz mono"), (16_000, 4, "16 kHz stereo"), (8000, 2, "8 kHz mono"),
    (16_000, 2, "16 kHz mono"), (8000, 1, "8 kHz, 8 bits"), (24_000, 2, "24 kHz mono"),
    (22_050, 2, "22.05 kHz mono"), (11_025, 2, "11.025 kHz mono"),
    (48_000, 8, "48 kHz stereo, 32 bits"), (44_100, 8, "44.1 kHz stereo, 32 bits"),
  ]

  private static func explanation(of rate: Double) -> String? {
    formats.first { matches(rate, $0.rate * $0.bytes) }?.words
  }
}
