import AAIProtocol

/// A word without dashes.
struct Operand: Equatable {
  let value: Value
  let isRepeating: Bool

  /// Words that may stand first, before any number of files.
  var leadingWords: [String]? {
    guard isRepeating, case .words(let words) = value.candidates else { return nil }
    return words
  }

  init?(_ json: JSONValue) {
    guard json["kind"]?.string == "positional" else { return nil }
    value = Value(json)
    isRepeating = json["isRepeating"]?.bool ?? false
  }
}
