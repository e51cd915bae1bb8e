import Testing

@testable import WebSocketTransport

/// RFC 6455 §4 as either end must hold the other to it.
@Suite("the upgrade to a WebSocket")
struct HTTPUpgradeTests {
  private let key = "dGhlIHNhbXBsZSBub25jZQ=="
  private let proof = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  /// What is wrong with a 101 of these fields.
  private func problem(_ fields: HTTPFields, minorVersion: Int = 1) -> String? {
    var response = HTTPResponse(status: 101, fields: fields)
    response.minorVersion = minorVersion
    do throws(DialFailure) {
      try response.checkUpgrade(for: key)
    } catch {
      if case .badUpgrade(let reason) = error { return reason }
      Issue.record("\(error)")
    }
    return nil
  }

  @Test("an answer that proves itself is believed, in any case and order")
  func proven() {
    let fields = HTTPResponse.upgrade(for: key).fields
    #expect(problem(fields) == nil)
    #expect(
      problem([
        "sec-websocket-ACCEPT": proof, "connection": "keep-alive", "CONNECTION": "x,uPGRADE",
        "UPGRADE": "WebSocket",
      ]) == nil)
    #expect(problem(fields, minorVersion: 0) == "the answer upgrades in HTTP/1.0, which cannot")
  }

  @Test("an answer that proves nothing is refused, and the reason told")
  func unproven() {
    let own: HTTPFields = [
      "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": proof,
    ]
    func problem(_ fields: HTTPFields) -> String? { self.problem(own.overlaid(with: fields)) }
    for upgrade in ["h2c", "", "websocket, h2c", "web\u{17F}ocket", "websoc\u{212A}et"] {
      #expect(problem(["Upgrade": upgrade]) == "the answer does not upgrade to websocket")
    }
    #expect(
      problem(["Connection": "close"])
        == "the answer's Connection header does not say upgrade")
    for accept in [
      "", "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "\(proof), \(proof)", "\(proof) x",
    ] {
      #expect(
        problem(["Sec-WebSocket-Accept": accept])
          == "the answer's Sec-WebSocket-Accept is not the one due")
    }
    #expect(
      problem(["Sec-WebSocket-Accept": proof, "sec-websocket-accept": proof])
        == "the answer's Sec-WebSocket-Accept is not the one due")
    #expect(
      problem(["Sec-WebSocket-Extensions": ""])
        == "the answer uses an extension nobody asked for")
    #expect(
      problem(["Sec-WebSocket-Protocol": "chat"])
        == "the answer uses a subprotocol nobody asked for")
  }

  /// The status that refuses an opening handshake with `fields` in the place of the right ones; `nil` when
  /// it is accepted.
  private func refusal(
    _ fields: HTTPFields, method: String = "GET", minorVersion: Int = 1
  ) -> Int? {
    let own: HTTPFields = [
      "Upgrade": "websocket", "Connection": "keep-alive, Upgrade", "Sec-WebSocket-Key": key,
      "Sec-WebSocket-Version": "13",
    ]
    var request = HTTPRequest(method: method, target: "/", fields: own.overlaid(with: fields))
    request.minorVersion = minorVersion
    do throws(HTTPRefusal) {
      #expect(try request.upgradeKey() == key)
    } catch {
      return error.status
    }
    return nil
  }

  @Test("a handshake that is one has a key, one that is none a status, a plain request neither")
  func handshakes() throws {
    #expect(refusal([:]) == nil)
    #expect(refusal(["UPGRADE": "h2c, WebSocket", "connection": "UPGRADE"]) == nil)
    #expect(refusal([:], method: "POST") == 400)
    #expect(refusal([:], minorVersion: 0) == 400)
    #expect(refusal(["Upgrade": "h2c"]) == 400)
    #expect(refusal(["Connection": "close"]) == 400)
    #expect(refusal(["Sec-WebSocket-Version": "8"]) == 426)
    #expect(refusal(["Sec-WebSocket-Version": "13, 8"]) == 426)
    for bad in [
      "", "short", key + "=", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZ===",
      "dGhlIHNhbXBsZSBub25j_Q==",
    ] {
      #expect(refusal(["Sec-WebSocket-Key": bad]) == 400, "\(bad)")
    }
    #expect(refusal(["Sec-WebSocket-Key": key, "sec-websocket-key": key]) == 400)
    let plain = HTTPRequest(method: "GET", target: "/", fields: ["Upgrade": "h2c"])
    #expect(try plain.upgradeKey() == nil)
  }
}
