/// Why a session parameter cannot be used, in a person's words and in the service's.
public struct ParameterViolation: Error, Sendable {
  public enum Problem: Sendable, Equatable {
    case notOfKind
    case below
    case above
    case notOffered
    case tooLong
    case tooMany
    case itemTooLong
    case itemNotOffered(Int)
    /// `multi` beside other languages.
    case notAlone
    /// The chosen model has no use for it.
    case wrongModel
    /// A running session of the model cannot change it.
    case settled
    /// It means nothing without another parameter.
    case needs(String)
  }

  public let rule: ParameterRule
  public let problem: Problem
  /// The offending value, a count of it, or the model.
  public let value: String

  public var parameter: String { rule.name }

  /// What is wrong, to be put behind the name of an option: `must be from 5 to 3600, not 2`.
  public var explanation: String {
    switch problem {
    case .notOfKind, .below, .above: "must be \(expectation), not \(value)"
    case .notOffered: "must be \(expectation), not '\(value)'"
    case .tooLong: "has \(value) characters, more than \(expectation)"
    case .tooMany: "has \(value) items, more than \(expectation)"
    case .itemTooLong: "has an item of more than \(expectation): '\(value)'"
    case .itemNotOffered: "does not know '\(value)'"
    case .notAlone: "takes 'multi' only alone"
    case .wrongModel: "is for \(rule.models.names), not for \(value)"
    case .settled: "cannot be changed while a session runs"
    case .needs(let other): "needs \(other)"
    }
  }

  /// What may have been meant: the choice that the value begins with, as `en` for `en-US`; else all
  /// of them. `nil` where the explanation says it all.
  public var remedy: String? {
    guard case .itemNotOffered = problem, case .list(_, _, let choices) = rule.kind else {
      return nil
    }
    let word = value.lowercased()
    let stem = word.prefix { $0 != "-" && $0 != "_" }
    let meant = choices.first { $0 == word } ?? choices.first { $0 == stem }
    return meant ?? choices.alternatives
  }

  private var expectation: String {
    switch rule.kind {
    case .flag: "true or false"
    case .integer(let range, _):
      range.upperBound == Int.max
        ? "a whole number from \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .interval(let least): "0 or a whole number from \(least)"
    case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let choices): choices.map { "'\($0)'" }.alternatives
    case .text(let limit): "\(limit ?? 0)"
    case .list(let limit, let itemLimit, _):
      problem == .itemTooLong
        ? "\(itemLimit ?? 0) characters"
        : problem == .tooMany ? "\(limit)" : "a JSON array of strings"
    case .object: "a JSON object"
    }
  }

  /// The `error` of the frame the service would send.
  public var serviceText: String {
    let name =
      if case .itemNotOffered(let index) = problem { "\(parameter).\(index)" } else { parameter }
    return "User Input Validation Error: Invalid '\(name)': \(serviceReason)"
  }

  private var serviceReason: String {
    switch (problem, rule.kind) {
    case (.notOfKind, .flag): "Input should be a valid boolean, unable to interpret input"
    case (.notOfKind, .integer), (.notOfKind, .interval):
      "Input should be a valid integer, unable to parse string as an integer"
    case (.notOfKind, .number):
      "Input should be a valid number, unable to parse string as a number"
    case (.notOfKind, .list): "Value error, Invalid JSON array"
    case (.notOfKind, .object): "Value error, Invalid JSON object"
    case (.notOfKind, _): "Input should be a valid string"
    case (.below, .integer(let range, _)) where parameter == "sample_rate":
      "Value error, sample_rate must be at least \(range.lowerBound.grouped) Hz"
    case (.above, .integer(let range, _)) where parameter == "sample_rate":
      "Value error, sample_rate must be at most \(range.upperBound.grouped) Hz"
    case (.below, .integer(let range, _)):
      "Input should be greater than or equal to \(range.lowerBound)"
    case (.above, .integer(let range, _)):
      "Input should be less than or equal to \(range.upperBound)"
    case (.below, .number(let range)):
      "Input should be greater than or equal to \(Int(range.lowerBound))"
    case (.above, .number(let range)):
      "Input should be less than or equal to \(Int(range.upperBound))"
    case (.below, _), (.above, _): "Input should be greater than or equal to 0"
    case (.notOffered, _) where parameter == "encoding": "'\(value)' is not a valid Encoding"
    case (.notOffered, .choice(let choices)), (.itemNotOffered, .list(_, _, let choices)):
      "Input should be \(choices.map { "'\($0)'" }.alternatives)"
    case (.tooLong, .text(let limit)):
      "Value error, \(parameter) exceeds maximum length of \(limit ?? 0) characters (got \(value))"
    case (.tooMany, .list(let limit, _, _)): "Value error, Max \(limit) items"
    case (.wrongModel, _):
      "Value error, \(parameter) is only supported with the 'u3-rt-pro' speech_model"
    case (.needs(let other), _): "Value error, \(parameter) requires \(other)"
    case (.notAlone, _): "Value error, 'multi' must be the only language code"
    default: "Value error, \(value) is not valid"
    }
  }
}

extension [String] {
  /// `a, b or c`.
  fileprivate var alternatives: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}

extension Int {
  /// With a comma between thousands.
  fileprivate var grouped: String {
    self < 1000 ? "\(self)" : "\((self / 1000).grouped),\(String(1000 + self % 1000).dropFirst())"
  }
}
