/// A key or a token, and nothing that would ever print it.
public struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
  /// The value for the service's header.
  public let secret: String

  public init(secret: String) { self.secret = secret }

  public var description: String { "<credential>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
