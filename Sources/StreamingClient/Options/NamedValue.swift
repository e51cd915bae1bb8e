public import ArgumentParser

/// `name=value`, the value as it is.
public struct NamedValue: ExpressibleByArgument, Sendable {
  public let name: String
  public let value: String

  public init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
