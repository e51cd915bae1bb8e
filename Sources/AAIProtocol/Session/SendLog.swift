/// When the audio up to a position was sent, for as long as a final turn may still ask.
struct SendLog: Sendable {
  private var entries: [(end: Int, sentAt: Duration)] = []

  mutating func note(upTo end: Int, at now: Duration) {
    // Ten minutes of 50 ms chunks; a turn is never that long.
    if entries.count >= 12_000 { entries.removeFirst(6000) }
    entries.append((end, now))
  }

  /// When the chunk that holds the byte at `position` left.
  func sentAt(_ position: Int) -> Duration? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].end < position { low = middle + 1 } else { high = middle }
    }
    return low < entries.count ? entries[low].sentAt : entries.last?.sentAt
  }

  mutating func clear() { entries = [] }
}
