import NIOHTTP1

/// Why an opening handshake is not one (RFC 6455 §4.2.1), and the answer it gets (§4.2.2, §4.4).
struct UpgradeRefusal: Error, Equatable {
  let status: Int
  let reason: String

  /// `nil` when the request is a plain one.
  static func check(_ head: HTTPRequestHead) throws(UpgradeRefusal) -> String? {
    let headers = head.headers
    let upgrades = headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
    guard upgrades || headers.contains(name: "Sec-WebSocket-Key") else { return nil }
    guard head.method == .GET, head.version == .http1_1 else {
      throw UpgradeRefusal(status: 400, reason: "an upgrade is a GET of HTTP/1.1")
    }
    let connection = headers[canonicalForm: "Connection"]
    guard upgrades, connection.contains(where: { $0.lowercased() == "upgrade" }) else {
      throw UpgradeRefusal(status: 400, reason: "no Upgrade: websocket and Connection: Upgrade")
    }
    guard headers["Sec-WebSocket-Version"] == ["13"] else {
      throw UpgradeRefusal(status: 426, reason: "only version 13 of the protocol is spoken")
    }
    let keys = headers["Sec-WebSocket-Key"]
    guard keys.count == 1, isKey(keys[0]) else {
      throw UpgradeRefusal(status: 400, reason: "no valid Sec-WebSocket-Key")
    }
    return keys[0]
  }

  /// Sixteen bytes in base64: 22 digits, of which the last carries two bits, and `==`.
  private static func isKey(_ text: String) -> Bool {
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
