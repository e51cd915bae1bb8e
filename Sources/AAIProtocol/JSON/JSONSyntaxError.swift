/// Why bytes are not one JSON text (RFC 8259), and where.
public struct JSONSyntaxError: Error, Sendable, Equatable {
  public var reason: String
  /// Offset of the offending byte.
  public var offset: Int

  public init(reason: String, offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}
