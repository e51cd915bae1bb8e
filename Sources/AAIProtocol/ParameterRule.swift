/// What one session parameter of AssemblyAI streaming v3 may be, and for which models.
public struct ParameterRule: Sendable {
  public enum Kind: Sendable, Equatable {
    case flag
    /// - Parameter clamped: The service moves a value outside into the range instead of refusing it.
    case integer(ClosedRange<Int>, clamped: Bool = false)
    /// 0, or at least so many milliseconds; the service raises what is shorter.
    case interval(least: Int)
    case number(ClosedRange<Double>)
    case choice([String])
    /// - Parameter limit: In characters.
    case text(limit: Int? = nil)
    /// A JSON array of strings.
    ///
    /// - Parameters:
    ///   - itemLimit: In characters; the service takes longer items and ignores them.
    ///   - choices: Empty when any string will do.
    case list(limit: Int, itemLimit: Int? = nil, choices: [String] = [])
    case object
  }

  /// What the service does with the parameter on a model that has no use for it.
  public enum Elsewhere: Sendable {
    /// It ends the session.
    case refused
    /// It says nothing and does nothing, which whoever gave the parameter should hear beforehand.
    case ignored
    /// It is documented to be harmless.
    case harmless
  }

  public let name: String
  public let kind: Kind
  public let models: ModelSet
  public let elsewhere: Elsewhere
  /// The models whose running sessions take it in `UpdateConfiguration`.
  public let updatable: ModelSet
  /// The service's default as a query spells it, where it is known and the same for all models.
  public let defaultText: String?
  /// The parameter this is a deprecated name of.
  public let alias: String?

  init(
    _ name: String, _ kind: Kind, models: ModelSet = .all, elsewhere: Elsewhere = .ignored,
    updatable: ModelSet = [], default defaultText: String? = nil, alias: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.models = models
    self.elsewhere = elsewhere
    self.updatable = updatable
    self.defaultText = defaultText
    self.alias = alias
  }

  /// The rule for a parameter; `nil` for a name the service would ignore.
  public static func named(_ name: String) -> ParameterRule? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Who judges a value.
  public enum Judge: Sendable {
    /// Before dialling: refuses also what the service would silently change or ignore.
    case client
    /// As the service does.
    case service
  }

  /// Checks the range of a value.
  public func check(_ value: ParameterValue, by judge: Judge) throws(ParameterViolation) {
    switch (kind, value) {
    case (.integer(let range, let clamped), .integer(let value)):
      if judge == .service && clamped { return }
      if value < range.lowerBound { throw violation(.below, value.description) }
      if value > range.upperBound { throw violation(.above, value.description) }
    case (.interval(let least), .integer(let value)):
      if value < 0 { throw violation(.below, value.description) }
      if judge == .client && value > 0 && value < least {
        throw violation(.below, value.description)
      }
    case (.number(let range), .number(let value)):
      if value < range.lowerBound { throw violation(.below, "\(value)") }
      if value > range.upperBound { throw violation(.above, "\(value)") }
    case (.choice(let choices), .text(let text)):
      if !choices.contains(text) { throw violation(.notOffered, text) }
    case (.text(let limit?), .text(let text)):
      if text.unicodeScalars.count > limit {
        throw violation(.tooLong, String(text.unicodeScalars.count))
      }
    case (.list(let limit, let itemLimit, let choices), .list(let items)):
      if items.count > limit { throw violation(.tooMany, String(items.count)) }
      if judge == .client, let itemLimit,
        let long = items.first(where: { $0.unicodeScalars.count > itemLimit })
      {
        throw violation(.itemTooLong, long)
      }
      guard !choices.isEmpty else { return }
      if let index = items.firstIndex(where: { !choices.contains($0) }) {
        throw violation(.itemNotOffered(index), items[index])
      }
      if items.count > 1 && items.contains("multi") { throw violation(.notAlone, "multi") }
    default: return
    }
  }

  /// Checks a field of an `UpdateConfiguration` for a running session: whether it may change at all,
  /// and its value.
  ///
  /// - Parameter model: With `nil`, for a model that is not known here, what any model changes may
  ///   change.
  public func check(update value: JSONValue, model: SpeechModel?) throws(ParameterViolation) {
    if let model {
      try checkModel(model, by: .client)
      if models.includes(model), !updatable.includes(model) { throw violation(.settled, "") }
    } else if updatable.isEmpty {
      throw violation(.settled, "")
    }
    try check(try self.value(reading: value), by: .client)
  }

  func violation(_ problem: ParameterViolation.Problem, _ value: String) -> ParameterViolation {
    ParameterViolation(rule: self, problem: problem, value: value)
  }

  func notOfKind(_ value: String) -> ParameterViolation { violation(.notOfKind, value) }
}
