/// The value of one session parameter, typed as its rule says.
public enum ParameterValue: Sendable, Equatable {
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([String])
  case object(JSONValue)

  /// As it stands in a query, before percent-encoding; lists and objects are JSON text.
  public var text: String {
    switch self {
    case .flag(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value == value.rounded() ? String(Int(value)) : String(value)
    case .text(let value): value
    case .list(let items): JSONValue.array(items.map { .string($0) }).text
    case .object(let value): value.text
    }
  }
}

extension ParameterRule {
  /// Reads a value as a query spells it. Flags are lenient, as the service is: `true`, `True`, `1`, `yes`.
  public func value(reading text: String) throws(ParameterViolation) -> ParameterValue {
    switch kind {
    case .flag:
      guard let value = Self.flag(text) else { throw notOfKind(text) }
      return .flag(value)
    case .integer, .interval:
      guard let value = Int(text) else { throw notOfKind(text) }
      return .integer(value)
    case .number:
      guard let value = Double(text), value.isFinite else { throw notOfKind(text) }
      return .number(value)
    case .choice, .text: return .text(text)
    case .list:
      guard let json = try? JSONValue(parsing: text), let items = json.array?.map(\.string),
        !items.contains(nil)
      else { throw notOfKind(text) }
      return .list(items.compactMap(\.self))
    case .object:
      guard let json = try? JSONValue(parsing: text), case .object = json else {
        throw notOfKind(text)
      }
      return .object(json)
    }
  }

  /// Reads a value as `UpdateConfiguration` carries it, in JSON's own types.
  public func value(reading json: JSONValue) throws(ParameterViolation) -> ParameterValue {
    switch (kind, json) {
    case (.flag, .bool(let value)): return .flag(value)
    case (.integer, .number), (.interval, .number):
      guard let value = json.int else { throw notOfKind(json.text) }
      return .integer(value)
    case (.number, .number):
      guard let value = json.double, value.isFinite else { throw notOfKind(json.text) }
      return .number(value)
    case (.list, .array), (.object, .object): return try value(reading: json.text)
    case (.list, _), (.object, _): throw notOfKind(json.text)
    case (_, .string(let text)): return try value(reading: text)
    default: throw notOfKind(json.text)
    }
  }

  private static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "1", "yes", "on", "t", "y": true
    case "false", "0", "no", "off", "f", "n": false
    default: nil
    }
  }
}
