import AAIProtocol
public import NIOHTTP1

/// A server's or a proxy's answer to one request.
public struct HTTPAnswer: Sendable {
  public var status: Int
  public var version: HTTPVersion
  public var headers: HTTPHeaders
  /// As much of the body as was asked for.
  public var body: String

  /// The body's first line, at most 200 bytes of it, for a message.
  public var excerpt: String {
    (body.split(whereSeparator: \.isNewline).first.map(String.init) ?? "").excerpt
  }
}
