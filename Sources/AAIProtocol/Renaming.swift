/// A name the service has given up, and the one to use now.
public struct Renaming: Sendable, Equatable {
  public let old: String
  public let new: String

  /// Names of parameters. Not among them is `keyterms`, the one name that self-hosted servers know.
  private static let parameters: [String: ParameterRule] = Dictionary(
    uniqueKeysWithValues: ParameterRule.all
      .filter { $0.alias != nil && $0.name != "keyterms" }.map { ($0.name, $0) })

  /// `nil` for a parameter whose name is the present one, or is not known.
  public init?(ofParameter name: String) {
    guard let new = Self.parameters[name]?.alias else { return nil }
    self.init(old: name, new: new)
  }

  /// `nil` for a model whose name is the present one, or is not known.
  public init?(ofModel name: String) {
    guard name == "u3-pro" else { return nil }
    self.init(old: name, new: SpeechModel.u3RealTimePro.rawValue)
  }

  private init(old: String, new: String) {
    self.old = old
    self.new = new
  }
}

extension SessionParameters {
  /// Puts the present name in the place of each deprecated one; where both are given, the present one
  /// counts.
  ///
  /// - Returns: What was renamed, in order.
  public mutating func modernize() -> [Renaming] {
    var renamings: [Renaming] = []
    for entry in entries {
      if entry.name == "speech_model", let renaming = Renaming(ofModel: entry.text) {
        set(entry.name, to: renaming.new)
        renamings.append(renaming)
      } else if let renaming = Renaming(ofParameter: entry.name) {
        remove(renaming.old)
        renamings.append(renaming)
        guard self[renaming.new] == nil else { continue }
        // The one language of old is a list of one now.
        let isList = entry.name == "language_code"
        set(renaming.new, to: isList ? ParameterValue.list([entry.text]).text : entry.text)
      }
    }
    return renamings
  }
}

extension [ClientMessage.Field] {
  /// As `SessionParameters.modernize()` does, for the fields of an `UpdateConfiguration`.
  public mutating func modernize() -> [Renaming] {
    var renamings: [Renaming] = []
    for field in self {
      guard let renaming = Renaming(ofParameter: field.name) else { continue }
      renamings.append(renaming)
      let isNewGiven = contains { $0.name == renaming.new }
      removeAll { $0.name == renaming.old }
      guard !isNewGiven else { continue }
      let isList = field.name == "language_code"
      append(.init(renaming.new, isList ? .array([field.value]) : field.value))
    }
    return renamings
  }
}
