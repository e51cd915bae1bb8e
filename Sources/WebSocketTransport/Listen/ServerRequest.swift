public import NIOCore
public import NIOHTTP1

/// A whole HTTP request, as a `WebSocketListener` hands it over.
public struct ServerRequest: Sendable {
  public var method: HTTPMethod
  /// Path and query, as sent.
  public var target: String
  public var headers: HTTPHeaders
  public var body: ByteBuffer
  /// Address and port of the client.
  public var peer: String
  /// Whether it asks for a WebSocket, and does so as RFC 6455 §4.2.1 wants it.
  public var isUpgrade: Bool

  public var path: Substring { target.prefix { $0 != "?" } }

  /// What follows the question mark; empty if there is none.
  public var query: Substring {
    target.firstIndex(of: "?").map { target[target.index(after: $0)...] } ?? ""
  }
}
