import AAIProtocol

/// How long the audio of one message may be: 50 to 1000 ms, with some patience for short ones.
struct ChunkRule: Sendable {
  private var shortInARow = 0
  private var shortAudio = 0.0

  /// - Parameter milliseconds: Of audio in the message.
  /// - Returns: A warning before it is too late: at the second short message in a row, since the last
  ///   of a stream may be short.
  mutating func check(milliseconds: Double) throws(SessionError) -> ServiceWarning? {
    if milliseconds > 1000 { throw .wrongDuration(milliseconds: milliseconds) }
    guard milliseconds < 50 else {
      shortInARow = 0
      shortAudio = 0
      return nil
    }
    // The service refused 20 ms messages only after about 49 of them, so that a short one now and
    // then passes, and so does the last of a stream.
    shortInARow += 1
    shortAudio += milliseconds
    if shortInARow >= 49 || shortAudio >= 977 {
      throw .wrongDuration(milliseconds: milliseconds)
    }
    return shortInARow == 2 ? .shortAudio(milliseconds: milliseconds) : nil
  }
}
