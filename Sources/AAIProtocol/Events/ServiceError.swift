/// Why the service ends the session; a close frame with the same code follows.
public struct ServiceError: Error, Sendable, Equatable {
  public var code: Int?
  /// The service's own words.
  public var message: String

  public init(code: Int?, message: String) {
    self.code = code
    self.message = message
  }

  public var json: JSONValue {
    .members(
      ("type", "Error"), ("error_code", code.map { .init($0) }), ("error", .string(message)))
  }
}

extension ServiceError {
  init(_ fields: EventFields) throws(UnusableEvent) {
    guard let message = fields[.error].string else { throw UnusableEvent("Error", .error) }
    self.init(code: fields[.errorCode].int, message: message)
  }
}
