/// The README's indented blocks.
enum Readme {
  static var blocks: [String] {
    get throws {
      var blocks: [[Substring]] = [[]]
      let lines = try Repository.text("README.md").split(
        separator: "\n", omittingEmptySubsequences: false)
      for line in lines {
        if line.hasPrefix("    ") {
          blocks[blocks.count - 1].append(line.dropFirst(4))
        } else if blocks.last != [] {
          blocks.append([])
        }
      }
      return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    }
  }
}
