extension HTTPResponse {
  /// The answer that makes a WebSocket of the connection (RFC 6455 §4.2.2).
  static func upgrade(for key: String) -> HTTPResponse {
    HTTPResponse(
      status: 101,
      fields: [
        "Upgrade": "websocket", "Connection": "Upgrade",
        "Sec-WebSocket-Accept": WebSocketKey.accept(for: key),
      ])
  }

  /// What a client must check of a 101 before it believes it (RFC 6455 §4.1).
  func checkUpgrade(for key: String) throws(DialFailure) {
    guard minorVersion == 1 else {
      throw .badUpgrade("the answer upgrades in HTTP/1.\(minorVersion), which cannot")
    }
    let upgrades = fields.elements(of: "Upgrade")
    guard upgrades.count == 1, upgrades[0].isSameName(as: "websocket") else {
      throw .badUpgrade("the answer does not upgrade to websocket")
    }
    let connection = fields.elements(of: "Connection")
    guard connection.contains(where: { $0.isSameName(as: "upgrade") }) else {
      throw .badUpgrade("the answer's Connection header does not say upgrade")
    }
    guard fields.elements(of: "Sec-WebSocket-Accept") == [WebSocketKey.accept(for: key)[...]] else {
      throw .badUpgrade("the answer's Sec-WebSocket-Accept is not the one due")
    }
    guard !fields.contains("Sec-WebSocket-Extensions") else {
      throw .badUpgrade("the answer uses an extension nobody asked for")
    }
    guard !fields.contains("Sec-WebSocket-Protocol") else {
      throw .badUpgrade("the answer uses a subprotocol nobody asked for")
    }
  }
}
