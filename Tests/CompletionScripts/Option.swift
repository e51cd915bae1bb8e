import AAIProtocol

/// A flag, or an option with a value.
struct Option: Equatable {
  /// As typed, with their dashes, short ones first.
  let names: [String]
  let help: String
  let isRepeating: Bool
  /// `nil` for a flag.
  let value: Value?
  let defaultValue: String?

  init?(_ json: JSONValue) {
    guard let kind = json["kind"]?.string, kind != "positional" else { return nil }
    let spelled = (json["names"]?.array ?? []).compactMap { name -> String? in
      guard let text = name["name"]?.string else { return nil }
      return (name["kind"]?.string == "long" ? "--" : "-") + text
    }
    names = spelled.filter { !$0.hasPrefix("--") } + spelled.filter { $0.hasPrefix("--") }
    help = json["abstract"]?.string ?? ""
    isRepeating = json["isRepeating"]?.bool ?? false
    value = kind == "flag" ? nil : Value(json)
    defaultValue = json["defaultValue"]?.string
  }

  /// The help as a shell shows it beside the name.
  var phrase: String { help.hasSuffix(".") ? String(help.dropLast()) : help }
}
