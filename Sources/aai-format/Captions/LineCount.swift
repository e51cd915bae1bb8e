/// Counts the lines that words take, one after the other.
struct LineCount {
  private let width: Int
  private let limit: Int
  private(set) var lines = 0
  private var used = 0

  init(limits: CaptionLimits) {
    self.init(width: limits.lineWidth, limit: limits.lineCount)
  }

  init(width: Int, limit: Int) {
    self.width = width
    self.limit = limit
  }

  /// Whether the word still fits.
  mutating func take(_ word: CaptionWord) -> Bool {
    let room = used + (word.followsSpace ? 1 : 0) + word.width
    if lines > 0 && room <= width {
      used = room
      return true
    }
    lines += 1
    used = word.width
    return lines <= limit && word.width <= width
  }
}
