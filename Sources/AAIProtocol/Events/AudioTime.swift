/// A moment in a stream of audio, counted from its first sample.
public struct AudioTime: Sendable, Hashable, Comparable {
  public var milliseconds: Int

  public init(milliseconds: Int) {
    self.milliseconds = milliseconds
  }

  public static let zero = AudioTime(milliseconds: 0)

  public static func < (left: AudioTime, right: AudioTime) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// Sums stay within 2⁶⁰ milliseconds, so that no input makes them overflow.
  public static func + (time: AudioTime, offset: AudioTime) -> AudioTime {
    let (sum, overflow) = time.milliseconds.addingReportingOverflow(offset.milliseconds)
    let limit = 1 << 60
    return AudioTime(milliseconds: overflow ? limit : max(-limit, min(limit, sum)))
  }

  /// The time from one moment to a later one.
  public static func - (later: AudioTime, earlier: AudioTime) -> Duration {
    .milliseconds(later.milliseconds - earlier.milliseconds)
  }

  public static func + (time: AudioTime, length: Duration) -> AudioTime {
    time + AudioTime(milliseconds: length.milliseconds)
  }
}

extension Duration {
  /// Whole milliseconds, rounded to the nearest.
  public var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int((Double(attoseconds) / 1e15).rounded())
  }
}
