/// Finds what a device lost without a word while nobody read it.
///
/// A sound server keeps for a reader that is late what it has room for (PulseAudio 4 MiB), drops the
/// rest, and reports no overrun. But once the reader has caught up, its frames come later than
/// frames of their number used to, and stay late.
struct LossWatch: Sendable {
  /// Why the device was not read for longer than it can wait, if so.
  private var suspicion: CaptureEvent.Gap?
  private var lastTime: Duration?
  /// Readings that are looked at together, since a single one may be off.
  private var window: (end: Duration, earliest: Duration)?
  /// A server is wrong about its own delay for a moment after its start.
  private var isSettled = false
  /// When frame 0 was, by all that was read before the suspicion.
  private var usual: Duration?
  private let buffer: Duration
  private let tolerance: Duration

  private static let span = Duration.seconds(2)
  /// What a server is never sure of.
  private static let jitter = Duration.milliseconds(50)

  /// - Parameters:
  ///   - buffer: What a reading may be late by before audio can be lost.
  ///   - period: What a reading may be off by.
  init(buffer: Duration, period: Duration) {
    self.buffer = buffer
    tolerance = max(period, Self.jitter)
  }

  /// Takes a reading, by which frame 0 was at `origin`.
  ///
  /// - Parameters:
  ///   - interval: How long after the one before it this reading was due.
  ///   - cause: Why it is late, should it be.
  /// - Returns: What was lost, and why; readings that follow count it as filled.
  mutating func note(
    _ position: Position, origin: Duration, interval: Duration, cause: CaptureEvent.Gap
  ) -> (length: Duration, cause: CaptureEvent.Gap)? {
    if let lastTime, position.time - lastTime > interval + buffer {
      suspicion = cause
      window = nil
    }
    lastTime = position.time
    // What is read while catching up says nothing: more may be waiting than a device admits.
    guard position.waiting < buffer * 3 / 4 else {
      window = nil
      return nil
    }
    guard let current = window, position.time >= current.end else {
      let earliest = min(origin, window?.earliest ?? origin)
      window = (window?.end ?? position.time + Self.span, earliest)
      return nil
    }
    window = (position.time + Self.span, origin)
    let earliest = min(origin, current.earliest)
    guard isSettled else {
      isSettled = true
      return nil
    }
    if let suspicion, let usual, earliest - usual > tolerance {
      window = nil
      return (earliest - usual, suspicion)
    }
    usual = earliest
    suspicion = nil
    return nil
  }

  /// What may have been lost was reported and filled.
  mutating func clear() {
    suspicion = nil
    window = nil
    lastTime = nil
  }
}
