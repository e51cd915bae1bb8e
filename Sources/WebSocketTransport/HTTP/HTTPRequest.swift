/// A request in HTTP/1.1 (RFC 9112 §3).
public struct HTTPRequest: Sendable, Equatable {
  public var method: String
  /// Path and query; of a CONNECT, host and port.
  public var target: String
  /// 1, or 0 of a client that is old.
  public var minorVersion = 1
  public var fields: HTTPFields
  public var body: [UInt8]

  public init(
    method: String, target: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }

  /// As it goes over the wire, with the length of its body if it has one.
  var bytes: [UInt8] {
    precondition(!method.isEmpty && method.utf8.allSatisfy(\.isTokenCharacter), "no method")
    precondition(!target.isEmpty && target.utf8.allSatisfy(\.isTargetCharacter), "no target")
    var fields = fields
    if !body.isEmpty { fields.append("Content-Length", String(body.count)) }
    return Array("\(method) \(target) HTTP/1.\(minorVersion)\r\n".utf8) + fields.bytes + body
  }
}
