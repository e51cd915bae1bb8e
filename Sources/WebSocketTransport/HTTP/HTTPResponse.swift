import AAIProtocol

/// A server's or a proxy's answer to one request (RFC 9112 §4).
public struct HTTPResponse: Sendable, Equatable {
  public var status: Int
  /// 1, or 0 of a server that is old.
  public var minorVersion = 1
  public var fields: HTTPFields
  /// Of one that was read, at most `HTTPResponseReader.bodyLimit` bytes.
  public var body: [UInt8]

  public init(status: Int, fields: HTTPFields = HTTPFields(), body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// The body, with U+FFFD for what is not UTF-8.
  public var text: String { String(decoding: body, as: UTF8.self) }

  /// The body's first line, at most 200 bytes of it, for a message.
  public var excerpt: String {
    String(text.drop(while: \.isNewline).prefix { !$0.isNewline }).excerpt
  }

  /// The pause that is asked for, a day at most; `nil` of a date.
  public var retryAfter: Duration? {
    guard let text = fields.elements(of: "Retry-After").first, !text.isEmpty,
      text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    return .seconds(min(Int(text) ?? .max, 86_400))
  }

  /// Whether its head is all there is of it, whatever that says (RFC 9110 §6.4.1).
  var hasNoBody: Bool { 100..<200 ~= status || status == 204 || status == 304 }

  /// As it goes over the wire, with the length of its body if it can have one.
  var bytes: [UInt8] {
    let line = "HTTP/1.\(minorVersion) \(status) \(reasonPhrase)\r\n".utf8
    guard !hasNoBody else { return line + fields.bytes }
    var fields = fields
    fields.append("Content-Length", String(body.count))
    return line + fields.bytes + body
  }
}
