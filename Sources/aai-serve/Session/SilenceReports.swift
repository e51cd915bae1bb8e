import AAIProtocol

/// Tells, about once a second of audio, where nothing was transcribed.
struct SilenceReports: Sendable {
  var areWanted: Bool
  /// Milliseconds of audio.
  private var toldUntil = 0

  init(areWanted: Bool) { self.areWanted = areWanted }

  /// - Parameters:
  ///   - start: Where the last word that was transcribed ends.
  ///   - now: Milliseconds of audio, with nobody speaking.
  /// - Returns: The frame that is due.
  mutating func report(since start: Int, until now: Int) -> String? {
    let start = max(start, toldUntil)
    guard areWanted, now - start >= 1000 else { return nil }
    toldUntil = now
    return Silence(start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: now))
      .json.text
  }
}
