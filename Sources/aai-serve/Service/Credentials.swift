/// Who may open a session.
struct Credentials: Sendable {
  /// `nil` takes any key that is not empty.
  let keys: Set<String>?

  /// One key a line; `#` begins a comment line.
  static func keys(in text: String) -> Set<String> {
    Set(
      text.split(whereSeparator: \.isNewline)
        .map { $0.drop(while: \.isWhitespace) }
        .map { String($0.prefix { !$0.isWhitespace }) }
        .filter { !$0.isEmpty && !$0.hasPrefix("#") })
  }

  /// Keys go raw into the header: `Bearer` before one makes it another key.
  func accept(_ key: String) -> Bool {
    guard let keys else { return !key.isEmpty && !key.contains(" ") }
    return keys.contains(key)
  }
}
