/// A terminal's screen and what has scrolled off it, as far as aai-format's output goes.
///
/// Like tmux it wraps at the right edge, and gives wrapped lines back their length when the window
/// grows; unlike any terminal it fails on whatever it does not know.
struct TerminalScreen {
  private(set) var columns: Int
  private(set) var rows: Int
  /// From the first line ever written on; the screen shows the last `rows` of them.
  private var lines: [Line] = [Line()]
  private var row = 0
  private var column = 0
  /// The cursor has written the last column and wraps with the next character.
  private var isPastEdge = false
  private(set) var wraps = true
  private(set) var isDim = false
  /// Escape sequences that were not understood.
  private(set) var unknown: [String] = []

  struct Line {
    /// One element a column; the second column of a wide character is empty.
    var cells: [String] = []
    var dim: [Bool] = []
    /// Whether the next line continues this one.
    var isWrapped = false
  }

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// Every line as it would be copied, without the empty ones at the end.
  var text: [String] {
    var texts: [String] = []
    var open = ""
    for line in lines {
      open += line.cells.joined()
      guard !line.isWrapped else { continue }
      texts.append(String(open.reversed().drop { $0 == " " }.reversed()))
      open = ""
    }
    while texts.last == "" { texts.removeLast() }
    return texts
  }

  /// The most lines that any one moment had below the cursor, and that had to fit the screen.
  private(set) var tallest = 0

  /// The text that is dimmed.
  var dimmed: String {
    lines.map { line in zip(line.cells, line.dim).filter(\.1).map(\.0).joined() }.joined(
      separator: "|")
  }

  /// Where the cursor is: the line from the very first one, and the column.
  var cursor: (line: Int, column: Int) { (row, column) }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    var text = Array(String(decoding: Array(bytes), as: UTF8.self))[...]
    while let character = text.popFirst() {
      switch character {
      case "\r\n":
        column = 0
        lineFeed()
      case "\r": (column, isPastEdge) = (0, false)
      case "\n": lineFeed()
      case "\u{1B}": escape(&text)
      default: write(character)
      }
    }
  }

  private mutating func escape(_ text: inout ArraySlice<Character>) {
    guard text.popFirst() == "[" else { return unknown.append("ESC without [") }
    var parameters = ""
    while let next = text.first, !next.isLetter { parameters.append(text.removeFirst()) }
    let command = text.popFirst().map(String.init) ?? ""
    switch parameters + command {
    case "J": eraseBelow()
    case "K": eraseLine()
    case "C":
      column = min(column + 1, columns - 1)
      isPastEdge = false
    case "?7l": wraps = false
    case "?7h": wraps = true
    case "2m": isDim = true
    case "22m": isDim = false
    default:
      guard command == "A", let count = Int(parameters) else {
        return unknown.append("ESC[" + parameters + command)
      }
      // The screen's first row is as far up as the cursor can go.
      row = max(row - count, lines.count - rows, 0)
      isPastEdge = false
    }
  }

  private mutating func eraseBelow() {
    let top = max(0, lines.count - rows)
    if row == top && column == 0 {
      // As tmux does it: what is erased as a whole is kept in the history.
      row = lines.count
      lines.append(Line())
      return
    }
    lines.removeSubrange((row + 1)...)
    eraseLine()
  }

  private mutating func eraseLine() {
    lines[row].cells.removeSubrange(min(column, lines[row].cells.count)...)
    lines[row].dim.removeSubrange(min(column, lines[row].dim.count)...)
    lines[row].isWrapped = false
  }

  private mutating func lineFeed() {
    row += 1
    isPastEdge = false
    if row == lines.count { lines.append(Line()) }
    tallest = max(tallest, row)
  }

  private mutating func write(_ character: Character) {
    let width = Self.width(of: character)
    if isPastEdge || column + width > columns {
      if wraps {
        lines[row].isWrapped = true
        column = 0
        lineFeed()
      } else {
        column = max(0, columns - width)
      }
    }
    while lines[row].cells.count < column + width {
      lines[row].cells.append(" ")
      lines[row].dim.append(false)
    }
    lines[row].cells[column] = String(character)
    lines[row].dim[column] = isDim
    for index in 1..<max(1, width) { lines[row].cells[column + index] = "" }
    column += width
    if column >= columns { (column, isPastEdge) = (columns - 1, true) }
  }

  /// A model of its own, coarse but independent of the one that is tested.
  private static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    let isWide =
      (0x1100...0x115F).contains(first.value) || (0x2E80...0xA4CF).contains(first.value)
      || (0xAC00...0xD7A3).contains(first.value) || (0xFF00...0xFF60).contains(first.value)
      || first.value >= 0x1F000
    return isWide ? 2 : 1
  }

  /// Takes another size; wrapped lines are joined and broken anew, and the cursor stays on its
  /// character.
  mutating func resize(columns: Int, rows: Int) {
    var joined: [(line: Line, cursor: Int?)] = []
    var continues = false
    for (index, line) in lines.enumerated() {
      if !continues { joined.append((Line(), nil)) }
      let last = joined.count - 1
      if index == row { joined[last].cursor = joined[last].line.cells.count + column }
      joined[last].line.cells += line.cells
      joined[last].line.dim += line.dim
      continues = line.isWrapped
    }
    lines = []
    for (line, cursor) in joined {
      let first = lines.count
      var start = 0
      repeat {
        let end = min(start + columns, line.cells.count)
        lines.append(
          Line(
            cells: Array(line.cells[start..<end]), dim: Array(line.dim[start..<end]),
            isWrapped: end < line.cells.count))
        start = end
      } while start < line.cells.count
      if let cursor {
        row = min(first + cursor / columns, lines.count - 1)
        column = cursor % columns
      }
    }
    (self.columns, self.rows, isPastEdge) = (columns, rows, false)
  }
}
