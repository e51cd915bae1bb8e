import AAIProtocol
import ToolSupport

/// What `-l` and `-L` print: columns for people, an object a line for programs.
struct Listing {
  let isJSON: Bool

  func print(cards: [CardDevice]) throws(Failure) {
    guard !cards.isEmpty else {
      throw Failure(
        .noInput, "no sound card that can capture",
        hint: "'aai-capture -L' lists all devices by name"
      )
    }
    let head = ["NAME", "CHANNELS", "RATES", "DESCRIPTION"]
    try write(isJSON ? cards.map(\.json.text) : Self.aligned([head] + cards.map(\.columns)))
  }

  func print(pcms: [NamedPCM]) throws(Failure) {
    guard !pcms.isEmpty else { throw Failure(.noInput, "no device that can capture") }
    let head = ["NAME", "DESCRIPTION"]
    try write(isJSON ? pcms.map(\.json.text) : Self.aligned([head] + pcms.map(\.columns)))
  }

  private func write(_ lines: [String]) throws(Failure) {
    do throws(StandardStream.WriteFailure) {
      try StandardStream.output.write(lines.map { $0 + "\n" }.joined())
    } catch {
      if case .failed(let error) = error { throw .output(error) }
    }
  }

  /// Pads every column but the last to its widest entry.
  static func aligned(_ rows: [[String]]) -> [String] {
    // Names come from devices and files: nothing in them may steer a terminal.
    let rows = rows.map { $0.map(\.terminalSafe) }
    let widths = rows.reduce(into: [Int]()) { widths, row in
      for (column, text) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], text.count)
      }
    }
    return rows.map { row in
      let padded = zip(row, widths).map { text, width in
        text + String(repeating: " ", count: width - text.count)
      }
      let line = padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
