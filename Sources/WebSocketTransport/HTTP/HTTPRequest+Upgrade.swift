extension HTTPRequest {
  /// The `Sec-WebSocket-Key` of an opening handshake, `nil` of a plain request (RFC 6455 §4.2.1, §4.4).
  func upgradeKey() throws(HTTPRefusal) -> String? {
    let upgrades = fields.elements(of: "Upgrade").contains { $0.isSameName(as: "websocket") }
    let keys = fields["Sec-WebSocket-Key"]
    guard upgrades || !keys.isEmpty else { return nil }
    guard method == "GET", minorVersion == 1 else {
      throw HTTPRefusal(status: 400, reason: "an upgrade is a GET of HTTP/1.1")
    }
    let connection = fields.elements(of: "Connection")
    guard upgrades, connection.contains(where: { $0.isSameName(as: "upgrade") }) else {
      throw HTTPRefusal(status: 400, reason: "no Upgrade: websocket and Connection: Upgrade")
    }
    guard fields["Sec-WebSocket-Version"] == ["13"] else {
      throw HTTPRefusal(status: 426, reason: "only version 13 of the protocol is spoken")
    }
    guard keys.count == 1, isKey(keys[0]) else {
      throw HTTPRefusal(status: 400, reason: "no valid Sec-WebSocket-Key")
    }
    return keys[0]
  }

  /// Sixteen bytes in base64: 22 digits, of which the last carries two bits, and `==`.
  private func isKey(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes.suffix(2) == Array("==".utf8)[...] else { return false }
    return bytes.dropLast(2).allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
        true
      default: false
      }
    } && "AQgw".utf8.contains(bytes[21])
  }
}
