/// A whole HTTP request, as a `WebSocketListener` hands it over.
public struct ServerRequest: Sendable {
  let request: HTTPRequest
  /// Address and port of the client.
  public var peer: String
  /// Whether it asks for a WebSocket, and does so as RFC 6455 §4.2.1 wants it.
  public var isUpgrade: Bool

  init(_ request: HTTPRequest, peer: String, isUpgrade: Bool) {
    self.request = request
    self.peer = peer
    self.isUpgrade = isUpgrade
  }

  public var method: String { request.method }
  public var target: String { request.target }
  public var fields: HTTPFields { request.fields }
  public var body: [UInt8] { request.body }

  public var path: Substring { target.prefix { $0 != "?" } }

  /// What follows the question mark; empty if there is none.
  public var query: Substring {
    target.firstIndex(of: "?").map { target[target.index(after: $0)...] } ?? ""
  }
}
