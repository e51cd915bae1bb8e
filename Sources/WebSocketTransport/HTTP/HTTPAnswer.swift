public import NIOHTTP1

/// A server's or a proxy's answer to one request.
public struct HTTPAnswer: Sendable {
  public var status: Int
  public var headers: HTTPHeaders
  /// As much of the body as was asked for.
  public var body: String

  /// The body's first line, at most 200 bytes of it, for a message.
  public var excerpt: String {
    let line = body.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return String(decoding: line.utf8.prefix(200), as: UTF8.self)
  }
}
