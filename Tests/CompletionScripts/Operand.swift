import AAIProtocol

/// A word without dashes.
struct Operand: Equatable {
  let value: Value
  let isRepeating: Bool

  init?(_ json: JSONValue) {
    guard json["kind"]?.string == "positional" else { return nil }
    value = Value(json)
    isRepeating = json["isRepeating"]?.bool ?? false
  }
}
