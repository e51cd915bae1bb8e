/// Something the service wants known; the session goes on.
public struct ServiceWarning: Sendable, Equatable {
  public var code: Int?
  /// The service's own words.
  public var message: String

  public init(code: Int?, message: String) {
    self.code = code
    self.message = message
  }

  public var json: JSONValue {
    .members(
      ("type", "Warning"), ("warning_code", code.map { .init($0) }), ("warning", .string(message)))
  }
}

extension ServiceWarning {
  init(_ fields: EventFields) throws(UnusableEvent) {
    guard let message = fields[.warning].string else { throw UnusableEvent("Warning", .warning) }
    self.init(code: fields[.warningCode].int, message: message)
  }
}
