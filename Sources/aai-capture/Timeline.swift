/// Keeps frames and time together: how much silence a gap owes so that nothing after it slips.
///
/// Time is the device's, as ALSA stamps it. While the device runs, each reading of its position says
/// when frame 0 was; a gap ends where the next frame's own time says it does.
struct Timeline: Sendable {
  let rate: Int
  /// Frames so far, silence included.
  private(set) var frames = 0
  /// When frame 0 was, on the device's clock.
  private var origin: Duration?
  private var lastReading = Duration.zero

  /// A sound card's clock may run this much slower than the system's.
  private static let slowestDrift = 500e-6

  init(rate: Int) {
    self.rate = rate
  }

  mutating func advance(by count: Int) { frames += count }

  /// Takes a reading while the device runs: the next frame to be read was captured at `time`.
  ///
  /// Positions are updated in steps, so a reading is late or right and never early: the earliest one
  /// stands, and only slowly gives way to later ones.
  mutating func observe(next time: Duration) {
    let reading = origin(by: time)
    if let origin {
      let allowance = max(.zero, time - lastReading) * Self.slowestDrift
      self.origin = min(origin + allowance, reading)
    } else {
      origin = reading
    }
    lastReading = time
  }

  /// Takes the first reading after a gap.
  ///
  /// - Returns: How many frames were lost, for which others have to stand.
  mutating func resume(next time: Duration) -> Int {
    guard let origin else {
      observe(next: time)
      return 0
    }
    lastReading = time
    return max(0, Int(((time - origin - elapsed) / .seconds(1) * Double(rate)).rounded()))
  }

  /// When frame 0 was, by a reading that may be late.
  func origin(by next: Duration) -> Duration { next - elapsed }

  private var elapsed: Duration {
    let (seconds, rest) = frames.quotientAndRemainder(dividingBy: rate)
    return .seconds(seconds) + .nanoseconds(rest * 1_000_000_000 / rate)
  }
}

extension Duration {
  fileprivate static func * (duration: Duration, factor: Double) -> Duration {
    .nanoseconds(Int64(duration / .nanoseconds(1) * factor))
  }
}
