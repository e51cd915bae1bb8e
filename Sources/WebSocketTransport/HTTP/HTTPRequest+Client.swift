import AAIProtocol

/// What a client sends; `fields` are laid over those the request is made of.
extension HTTPRequest {
  /// The opening handshake of a WebSocket (RFC 6455 §4.1).
  static func upgrade(to url: ServiceURL, key: String, fields: HTTPFields) -> HTTPRequest {
    let own: HTTPFields = [
      "Host": url.authority, "Upgrade": "websocket", "Connection": "Upgrade",
      "Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13",
    ]
    return HTTPRequest(method: "GET", target: url.target, fields: own.overlaid(with: fields))
  }

  /// Asks a proxy for a tunnel (RFC 9110 §9.3.6).
  ///
  /// - Parameter credentials: `user:password`.
  static func tunnel(to url: ServiceURL, credentials: String?) -> HTTPRequest {
    var fields: HTTPFields = ["Host": url.hostAndPort]
    if let credentials {
      let encoded = Base64.text(Array(credentials.utf8))
      fields.append("Proxy-Authorization", "Basic " + encoded)
    }
    return HTTPRequest(method: "CONNECT", target: url.hostAndPort, fields: fields)
  }

  /// A POST of `body`, or a GET without one, on a connection of its own.
  static func document(_ url: ServiceURL, fields: HTTPFields, body: [UInt8]? = nil) -> HTTPRequest {
    let own: HTTPFields = ["Host": url.authority, "Connection": "close"]
    return HTTPRequest(
      method: body == nil ? "GET" : "POST", target: url.target,
      fields: own.overlaid(with: fields), body: body ?? [])
  }
}
