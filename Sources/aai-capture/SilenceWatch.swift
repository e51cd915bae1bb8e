/// Notices a device that gives nothing but zeros: no microphone is that quiet, but a muted one is.
struct SilenceWatch: Sendable {
  private let limit: Int
  private var silent = 0

  /// - Parameter limit: Frames of exact zero that are worth a word.
  init(limit: Int) {
    self.limit = limit
  }

  /// - Returns: Whether the limit was reached just now; not again until there was audio.
  mutating func note(frames: Int, peak: UInt16) -> Bool {
    guard peak == 0 else {
      silent = 0
      return false
    }
    let before = silent
    silent += frames
    return before < limit && silent >= limit
  }
}
