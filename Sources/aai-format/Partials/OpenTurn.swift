/// Draws the turn being spoken at the foot of a terminal, over and over in the same place.
///
/// After each drawing the cursor is put back on the first character drawn. To draw anew it is enough
/// to erase from there: nothing has to be counted back, however the terminal has moved the text
/// since, in another width or scrolled. Rows are broken here, with the terminal's own wrapping
/// switched off for the while, so that one whose characters have other widths still agrees on the
/// number of rows.
struct OpenTurn {
  private let window: TerminalWindow
  private let isColoured: Bool
  private var drawn: PartialText?

  /// Erases from the cursor, which is in the first column, to the end of the screen.
  ///
  /// Not in one go: tmux takes a screen that is erased from its very first cell for one that is
  /// to be kept, and scrolls it into its history.
  private static let erasure = "\r\u{1B}[K\u{1B}[C\u{1B}[J\r"

  init(window: TerminalWindow, isColoured: Bool) {
    self.window = window
    self.isColoured = isColoured
  }

  mutating func draw(_ partial: PartialText, on page: inout OutputBuffer) {
    guard partial != drawn else { return }
    drawn = partial
    redraw(on: &page)
  }

  func redraw(on page: inout OutputBuffer) {
    guard let drawn else { return }
    let size = window.size
    // Of more rows than the screen has, the newest count.
    let rows = drawn.text.wrapped(to: size.columns).suffix(size.rows).map {
      let range = $0.startIndex..<$0.endIndex
      return isColoured ? drawn.dimmed(range) : drawn.plain(range)
    }
    page.append(Self.erasure + "\u{1B}[?7l")
    page.append(rows.joined(separator: "\r\n"))
    page.append("\u{1B}[?7h")
    if rows.count > 1 { page.append("\u{1B}[\(rows.count - 1)A") }
    page.append("\r")
  }

  /// Erases what is drawn, and anything a key has left there, such as `^C`.
  mutating func erase(on page: inout OutputBuffer) {
    drawn = nil
    page.append(Self.erasure)
  }
}
