/// How many sessions may be opened within a minute.
struct SessionRate {
  let perMinute: Int?
  private var openings: [Duration] = []

  init(perMinute: Int?) { self.perMinute = perMinute }

  /// - Returns: Whether one more is within the limit; it counts then.
  mutating func take(at now: Duration) -> Bool {
    guard let perMinute else { return true }
    openings.removeAll { $0 <= now - .seconds(60) }
    guard openings.count < perMinute else { return false }
    openings.append(now)
    return true
  }
}
