import AAIProtocol

/// Latencies counted to the millisecond up to a minute; what took longer counts as a minute.
struct LatencyHistogram {
  private var counts: [Int] = []
  private(set) var count = 0
  private static let size = 60_001

  mutating func add(_ latency: Duration) {
    if counts.isEmpty { counts = [Int](repeating: 0, count: Self.size) }
    counts[max(0, min(Self.size - 1, latency.milliseconds))] += 1
    count += 1
  }

  /// The latency that this share of all do not exceed (nearest rank); `nil` before any.
  func percentile(_ share: Double) -> Duration? {
    guard count > 0 else { return nil }
    let rank = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (milliseconds, number) in counts.enumerated() {
      seen += number
      if seen >= rank { return .milliseconds(milliseconds) }
    }
    return nil
  }
}
