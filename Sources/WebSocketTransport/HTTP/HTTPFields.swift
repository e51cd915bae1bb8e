/// The header fields of a message, in order (RFC 9110 §5).
///
/// Names are compared without regard to case.
public struct HTTPFields: Sendable {
  /// As they stand in the message, a name as often as it is there.
  public private(set) var lines: [(name: String, value: String)]

  public init(_ lines: [(name: String, value: String)] = []) { self.lines = lines }

  public mutating func append(_ name: String, _ value: String) { lines.append((name, value)) }

  /// The values of every line of this name.
  public subscript(name: String) -> [String] {
    lines.filter { $0.name.isSameName(as: name) }.map(\.value)
  }

  public func contains(_ name: String) -> Bool {
    lines.contains { $0.name.isSameName(as: name) }
  }

  /// The members of the list that the lines of this name are, or the whole values of `Set-Cookie`, which
  /// has commas of its own.
  public func elements(of name: String) -> [Substring] {
    guard !name.isSameName(as: "Set-Cookie") else { return self[name].map { $0[...] } }
    return self[name].flatMap { $0.split(separator: ",").map(\.trimmed) }
  }

  /// Those whose names `given` does not have, and all of `given`, as curl's `-H` has it.
  public func overlaid(with given: HTTPFields) -> HTTPFields {
    HTTPFields(lines.filter { !given.contains($0.name) } + given.lines)
  }

  /// Their lines and the empty one that ends a head.
  ///
  /// Whoever has a name or a value from elsewhere has looked at it: what would end its line must not get
  /// here.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (name, value) in lines {
      precondition(!name.isEmpty && name.utf8.allSatisfy(\.isTokenCharacter), "no field name")
      precondition(value.utf8.allSatisfy(\.isValueCharacter), "no field value")
      bytes += "\(name): \(value)\r\n".utf8
    }
    return bytes + "\r\n".utf8
  }
}

extension HTTPFields: Equatable {
  public static func == (one: HTTPFields, other: HTTPFields) -> Bool {
    one.lines.elementsEqual(other.lines, by: ==)
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral lines: (String, String)...) {
    self.init(lines.map { (name: $0, value: $1) })
  }
}
