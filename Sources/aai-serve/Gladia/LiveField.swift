import AAIProtocol

/// What a field of a request may hold.
indirect enum LiveField: Sendable {
  case flag
  case text
  case webAddress
  case number(ClosedRange<Double>)
  case integer(ClosedRange<Int>)
  case choice([String])
  case oneOf([Int])
  case list(LiveField, minimum: Int)
  /// Any members, each holding this.
  case dictionary(LiveField)
  case object([(name: String, field: LiveField)])
  /// An object of whatever members.
  case anyObject
  case either(LiveField, LiveField)

  /// What is wrong with `value`, in sentences as the service writes them.
  ///
  /// Members that are not known are left alone: older clients send some that no longer mean anything.
  func problems(with value: JSONValue, at path: String) -> [String] {
    switch self {
    case .flag: value.bool == nil ? [wrong(path, "must be a boolean")] : []
    case .text: value.string == nil ? [wrong(path, "must be a string")] : []
    case .webAddress:
      isWebAddress(value) ? [] : [wrong(path, "must be an http or https URL")]
    case .number(let range):
      value.double.map(range.contains) == true
        ? []
        : [
          wrong(
            path,
            "must be a number from \(spelled(range.lowerBound)) to \(spelled(range.upperBound))")
        ]
    case .integer(let range):
      value.int.map(range.contains) == true
        ? [] : [wrong(path, "must be an integer from \(range.lowerBound) to \(range.upperBound)")]
    case .choice(let names):
      value.string.map(names.contains) == true
        ? [] : [wrong(path, "must be one of: \(names.joined(separator: ", "))")]
    case .oneOf(let numbers):
      value.int.map(numbers.contains) == true
        ? []
        : [wrong(path, "must be one of: \(numbers.map(String.init).joined(separator: ", "))")]
    case .list(let field, let minimum): listProblems(value, field, minimum, path)
    case .dictionary(let field): memberProblems(value, path) { _ in field }
    case .object(let fields):
      memberProblems(value, path) { key in fields.last { $0.name == key }?.field }
    case .anyObject: memberProblems(value, path) { _ in nil }
    case .either(let first, let second):
      first.problems(with: value, at: path).isEmpty ? [] : second.problems(with: value, at: path)
    }
  }

  private func listProblems(
    _ value: JSONValue, _ field: LiveField, _ minimum: Int, _ path: String
  ) -> [String] {
    guard let items = value.array else { return [wrong(path, "must be an array")] }
    guard items.count >= minimum else {
      return [wrong(path, "must have at least \(minimum) element")]
    }
    return items.enumerated().flatMap { field.problems(with: $1, at: "\(path).\($0)") }
  }

  private func memberProblems(
    _ value: JSONValue, _ path: String, _ field: (String) -> LiveField?
  ) -> [String] {
    guard case .object(let members) = value else { return [wrong(path, "must be an object")] }
    return members.flatMap { key, value -> [String] in
      // null is a member that was not given.
      guard value != .null, let field = field(key) else { return [] }
      return field.problems(with: value, at: path.isEmpty ? key : "\(path).\(key)")
    }
  }

  private func isWebAddress(_ value: JSONValue) -> Bool {
    guard let url = value.string.flatMap({ ServiceURL($0) }) else { return false }
    return url.scheme == .http || url.scheme == .https
  }

  private func spelled(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  private func wrong(_ path: String, _ demand: String) -> String {
    path.isEmpty ? "The body \(demand)" : "Field \"\(path)\" \(demand)"
  }
}
