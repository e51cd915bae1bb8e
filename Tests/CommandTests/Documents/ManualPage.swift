/// What a manual page says, as far as it can be held against a program.
struct ManualPage {
  struct Entry {
    /// With their dashes.
    let names: [String]
    /// Everything up to the next entry.
    let text: String
  }

  private let lines: [Substring]

  init(_ name: String) throws {
    lines = try Repository.text("man/" + name).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  var text: String { lines.joined(separator: "\n") }

  /// The options that head an item of a list, each list item once.
  var options: [Entry] {
    var entries: [Entry] = []
    for (index, line) in lines.enumerated() where line.hasPrefix(".It Fl ") {
      let rest = lines[(index + 1)...].prefix { !$0.hasPrefix(".It ") && !$0.hasPrefix(".Sh ") }
      entries.append(Entry(names: Self.flags(line), text: rest.joined(separator: " ")))
    }
    return entries
  }

  /// `.It Fl r , Fl -rate Ar hz` → `-r`, `--rate`.
  private static func flags(_ line: Substring) -> [String] {
    var flags: [String] = []
    var inFlags = false
    for word in line.split(separator: " ").dropFirst() {
      switch word {
      case "Fl": inFlags = true
      case "Ar", "Ns", "Cm", "Op", "Oo", "Oc", "=", "|": inFlags = false
      case ",": break
      default: if inFlags { flags.append("-" + word) }
      }
    }
    return flags
  }

  /// The numbers that head an item of the list under EXIT STATUS.
  var exitStatuses: [Int32] {
    section("EXIT STATUS").compactMap { line in
      line.hasPrefix(".It ") ? Int32(line.dropFirst(4)) : nil
    }
  }

  /// The literal blocks, without their markup.
  var examples: [String] {
    var blocks: [String] = []
    var open: [String]?
    for line in lines {
      if line.hasPrefix(".Bd -literal") {
        open = []
      } else if line == ".Ed" {
        open.map { blocks.append($0.joined(separator: "\n")) }
        open = nil
      } else if open != nil {
        open?.append(Self.unescaped(line))
      } else if line.hasPrefix(".Dl ") {
        blocks.append(Self.unescaped(line.dropFirst(4)))
      }
    }
    return blocks
  }

  /// Pages named by `.Xr`, as `aai-stream.1`.
  var references: Set<String> {
    Set(
      lines.filter { $0.hasPrefix(".Xr ") || $0.hasPrefix(".It Xr ") }.map { line in
        let words = line.split(separator: " ").drop { !$0.hasSuffix("Xr") }.dropFirst().prefix(2)
        return words.joined(separator: ".")
      })
  }

  private func section(_ name: String) -> [Substring] {
    let start = lines.firstIndex(of: ".Sh \(name)") ?? lines.endIndex
    return Array(lines[start...].dropFirst().prefix { !$0.hasPrefix(".Sh ") })
  }

  private static func unescaped(_ line: Substring) -> String {
    String(line).replacing("\\e", with: "\\").replacing("\\&", with: "").replacing("\\-", with: "-")
  }
}
