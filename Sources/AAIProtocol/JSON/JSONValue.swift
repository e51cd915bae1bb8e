/// A JSON text as a tree, for the cold paths: configuration, control messages, error bodies.
///
/// Objects keep their order; of a key given twice the last one counts. Numbers keep their spelling,
/// so that nothing is rounded on the way through.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// As spelled: `-0`, `1e999` and thirty digits are all legal here (RFC 8259 §6).
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// The value of `key` in an object; of a key given twice, the last. `nil` on anything else.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// A whole number that fits, also when spelled `5.0` or `5e3`.
  public var int: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
  }

  public var double: Double? {
    guard case .number(let text) = self else { return nil }
    return Double(text)
  }

  public var array: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { (key: $0.0, value: $0.1) })
  }
  public init(nilLiteral: ()) { self = .null }

  public init(_ value: Int) { self = .number(String(value)) }
  public init(_ value: Double) { self = .number(value.isFinite ? "\(value)" : "null") }
  public init(_ value: String?) { self = value.map { .string($0) } ?? .null }
}
