/// The parameters of one session, in order: the whole configuration travels in the query of the
/// WebSocket's URL.
public struct SessionParameters: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var name: String
    /// As in the query, before percent-encoding.
    public var text: String
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  /// The text given for `name`; of a name given twice, the last.
  public subscript(name: String) -> String? { entries.last { $0.name == name }?.text }

  /// Adds a parameter, or replaces the one of that name.
  public mutating func set(_ name: String, to value: ParameterValue) {
    set(name, to: value.text)
  }

  public mutating func set(_ name: String, to text: String) {
    if let index = entries.lastIndex(where: { $0.name == name }) {
      entries[index].text = text
    } else {
      entries.append(Entry(name: name, text: text))
    }
  }

  public mutating func remove(_ name: String) {
    entries.removeAll { $0.name == name }
  }

  /// The model asked for; `nil` when none is, or one that is not known here.
  public var model: SpeechModel? { self["speech_model"].flatMap(SpeechModel.init) }

  /// Checks every parameter that has a rule, on its own and against the model and the others.
  ///
  /// - Parameter model: The model they are meant for; with `nil` each is checked on its own.
  /// - Throws: The first violation, in the order of the rules.
  public func validate(
    model: SpeechModel?, by judge: ParameterRule.Judge = .client
  ) throws(ParameterViolation) {
    for rule in ParameterRule.all {
      guard let text = self[rule.name] else { continue }
      // A model nobody here has heard of is the service's to judge.
      if judge == .client && rule.name == "speech_model" { continue }
      try rule.check(try rule.value(reading: text), by: judge)
      if let model { try rule.checkModel(model, by: judge) }
    }
    let pairs = [
      ("voice_focus_threshold", "voice_focus"),
      ("noise_suppression_threshold", "noise_suppression_model"),
    ]
    for (name, other) in pairs where self[name] != nil {
      guard self["voice_focus"] == nil, self[other] == nil else { continue }
      if let rule = ParameterRule.named(name) { throw rule.violation(.needs(other), "") }
    }
  }

  /// A typed value; `nil` when the parameter is absent, has no rule or cannot be read.
  ///
  /// A deprecated name counts where the present one is not given.
  public func value(_ name: String) -> ParameterValue? {
    let names = [name] + ParameterRule.all.filter { $0.alias == name }.map(\.name)
    for name in names {
      guard let text = self[name], let rule = ParameterRule.named(name) else { continue }
      return try? rule.value(reading: text)
    }
    return nil
  }
}

extension ParameterRule {
  /// Checks that `model` takes the parameter at all.
  public func checkModel(_ model: SpeechModel, by judge: Judge) throws(ParameterViolation) {
    guard !models.includes(model) else { return }
    if elsewhere == .refused || (elsewhere == .ignored && judge == .client) {
      throw violation(.wrongModel, model.rawValue)
    }
  }
}
