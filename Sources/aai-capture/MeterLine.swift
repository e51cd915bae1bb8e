import Glibc

/// What the meter says, a drawing at a time.
struct MeterLine {
  private var level = Level()
  private var isMuted = false
  /// The highest peak of late, in dBFS, and for how many drawings it stays.
  private var held = -Double.infinity
  private var heldFor = 0
  private var clippedFor = 0

  private static let holdTime = 15
  private static let clipTime = 30
  /// The left end of the bar, in dBFS.
  private static let floor = -60.0

  mutating func advance(to level: Level, isMuted: Bool) {
    self.level = level
    self.isMuted = isMuted
    heldFor -= 1
    if level.peakDecibels >= held || heldFor <= 0 {
      held = level.peakDecibels
      heldFor = Self.holdTime
    }
    clippedFor = level.isClipped ? Self.clipTime : max(0, clippedFor - 1)
  }

  /// At most `columns` − 1 characters, so that the cursor never wraps.
  func text(columns: Int) -> String {
    let numbers = "rms \(Self.format(level.rmsDecibels))  peak \(Self.format(held)) dBFS"
    let mark = clippedFor > 0 ? "  CLIP" : isMuted ? "  MUTE" : "      "
    let width = min(60, columns - 1 - numbers.count - mark.count - 4)
    let bar = width >= 10 ? "[" + bar(width) + "]  " : ""
    return String((bar + numbers + mark).prefix(max(0, columns - 1)))
  }

  /// `#` up to the RMS, `-` up to the peak, and `|` where the peak is held.
  private func bar(_ width: Int) -> String {
    let rms = Self.place(level.rmsDecibels, in: width)
    let peak = Self.place(level.peakDecibels, in: width)
    let hold = Self.place(held, in: width) - 1
    return String(
      (0..<width).map { column in
        column == hold ? "|" : column < rms ? "#" : column < peak ? "-" : " "
      })
  }

  private static func place(_ decibels: Double, in width: Int) -> Int {
    guard decibels > floor else { return 0 }
    return min(width, Int(((1 - decibels / floor) * Double(width)).rounded(.up)))
  }

  /// Five characters: ` -3.2`, `-60.1`, ` -inf`.
  private static func format(_ decibels: Double) -> String {
    guard decibels.isFinite else { return " -inf" }
    let tenths = Int((-decibels * 10).rounded())
    let text = "-\(tenths / 10).\(tenths % 10)"
    return String(repeating: " ", count: max(0, 5 - text.count)) + text
  }
}
