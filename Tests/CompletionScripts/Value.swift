import AAIProtocol

/// What a shell can offer where a value is due.
struct Value: Equatable {
  enum Candidates: Equatable {
    /// A number, a name: nothing can be offered.
    case none
    case words([String])
    /// Files, those with one of `extensions` if there are any.
    case files(extensions: [String])
    case folders
    /// The lines that a shell command prints.
    case lines(of: String)
  }

  let name: String
  let candidates: Candidates

  init(_ json: JSONValue) {
    name = json["valueName"]?.string ?? "value"
    candidates = Self.declared(json["completionKind"]) ?? Self.listed(json["allValues"])
  }

  private static func listed(_ values: JSONValue?) -> Candidates {
    let words = values?.array?.compactMap(\.string) ?? []
    return words.isEmpty ? .none : .words(words)
  }

  private static func declared(_ kind: JSONValue?) -> Candidates? {
    guard let kind else { return nil }
    if let list = kind["list"]?["values"]?.array { return .words(list.compactMap(\.string)) }
    if let command = kind["shellCommand"]?["command"]?.string { return .lines(of: command) }
    if let file = kind["file"] {
      return .files(extensions: file["extensions"]?.array?.compactMap(\.string) ?? [])
    }
    return kind["directory"].map { _ in .folders }
  }
}
