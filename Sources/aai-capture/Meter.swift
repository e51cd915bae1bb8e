import Glibc
import ToolSupport

/// A line on a terminal that shows how loud it is, redrawn in place.
struct Meter {
  /// How often it is redrawn.
  static let interval = Duration.milliseconds(100)

  private let terminal: StandardStream
  private var line = MeterLine()
  private var isVisible = false

  /// - Returns: `nil` when the stream is no terminal.
  init?(on stream: StandardStream) {
    guard stream.isTerminal else { return nil }
    terminal = stream
  }

  mutating func draw(_ level: Level, isMuted: Bool) {
    line.advance(to: level, isMuted: isMuted)
    // One write, and nothing is erased before it is overwritten: no flicker.
    show("\r" + line.text(columns: columns) + "\u{1B}[K")
    isVisible = true
  }

  /// Takes the line away, as if it had never been there.
  mutating func erase() {
    guard isVisible else { return }
    show("\r\u{1B}[K")
    isVisible = false
  }

  private func show(_ text: String) {
    // A terminal that is gone needs no meter.
    try? terminal.write(text)
  }

  private var columns: Int {
    // struct winsize is rows, columns and two more; which module Swift takes it from depends on how
    // the runtime is linked.
    var size: (rows: UInt16, columns: UInt16, UInt16, UInt16) = (0, 0, 0, 0)
    let code = ioctl(terminal.descriptor, UInt(TIOCGWINSZ), &size)
    return code == 0 && size.columns > 0 ? Int(size.columns) : 80
  }
}
