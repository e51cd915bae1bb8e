import TestKit

/// A shell recipe as aai-capture(1) gives it.
struct Recipe {
  let text: String

  /// The one example that contains `part`.
  init(with part: String) throws {
    var recipes: [String] = []
    var block: [Substring]?
    for line in try Repository.text("man/aai-capture.1").split(separator: "\n") {
      if line.hasPrefix(".Dl ") {
        recipes.append(String(line.dropFirst(4)))
      } else if line.hasPrefix(".Bd -literal") {
        block = []
      } else if line == ".Ed" {
        recipes.append((block ?? []).joined(separator: "\n"))
        block = nil
      } else {
        block?.append(line)
      }
    }
    guard let recipe = recipes.first(where: { $0.contains(part) }) else {
      throw Failed("aai-capture(1) has no recipe with \(part)")
    }
    text = recipe
  }

  /// The first stage alone.
  var captureOnly: String { String(text.prefix { $0 != "|" }) }

  /// PATH with the built programs in front, and those in `folder` before them.
  static func path(_ folder: TemporaryFolder? = nil) -> [String: String?] {
    let first = folder.map { $0.path + ":" } ?? ""
    return ["PATH": first + Program.folder + ":/usr/local/bin:/usr/bin:/bin"]
  }
}
