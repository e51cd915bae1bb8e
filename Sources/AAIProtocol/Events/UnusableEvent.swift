/// An event of a known type that lacks what the type promises.
public struct UnusableEvent: Error, Sendable, Equatable {
  public var type: String
  /// The member that is missing or not of its kind.
  public var field: String

  init(_ type: String, _ field: EventKey) {
    self.type = type
    self.field = "\(field.name)"
  }
}
