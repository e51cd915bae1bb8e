import COpenSSL
import Testing

@testable import WebSocketTransport

/// What a client says first, and what it makes of answers that are no handshake.
@Suite("TLS: the handshake")
struct TLSHandshakeTests {
  @Test("the name asked for is in the first message, an address is not")
  func serverName() throws {
    let name = try TLSMeeting("example.test", answer: [])
    #expect(name.received.firstRange(of: Array("example.test".utf8)) != nil)
    let address = try TLSMeeting("127.0.0.1", answer: [])
    #expect(address.received.firstRange(of: Array("127.0.0.1".utf8)) == nil)
  }

  @Test("nothing is offered that is not spoken: neither HTTP/2 nor TLS 1.1")
  func offers() throws {
    let hello = try TLSMeeting("example.test", answer: []).received
    #expect(hello.firstRange(of: [2] + Array("h2".utf8)) == nil)
    // RFC 8446 §4.2.1: supported_versions, five bytes, of which a list of four: 1.3 and 1.2.
    #expect(hello.firstRange(of: [0, 43, 0, 5, 4, 3, 4, 3, 3]) != nil)
  }

  @Test(
    "an answer that is no TLS is told apart from one that fails",
    arguments: [
      "HTTP/1.1 400 Bad Request\r\n\r\n", "<html>The plain HTTP request</html>",
      "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example.test ESMTP\r\n",
    ])
  func notTLS(answer: String) throws {
    let meeting = try TLSMeeting("example.test", answer: Array(answer.utf8))
    #expect(meeting.failure == .notTLS)
    #expect(meeting.received.firstRange(of: Array(TLSMeeting.secret.utf8)) == nil)
  }

  @Test("a server that hangs up at once is said to have done so")
  func hungUp() throws {
    let meeting = try TLSMeeting("example.test", answer: [])
    #expect(meeting.failure == .closedDuringHandshake)
  }

  @Test("the server's own reason is passed on: RFC 6066 §3, no such name")
  func alert() throws {
    let meeting = try TLSMeeting("example.test", answer: [21, 3, 3, 0, 2, 2, 112])
    #expect(meeting.failure == .handshake("tlsv1 unrecognized name"))
  }

  @Test(
    "a server that demands a certificate is said to", arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func clientCertificate(version: Int32) throws {
    let meeting = try TLSMeeting(demandingOf: "example.test", maximum: version)
    let reason = "the server demands a client certificate"
    #expect(meeting.failure == (version == TLS1_2_VERSION ? .handshake(reason) : .broken(reason)))
    #expect(meeting.received.isEmpty)
  }

  @Test("a protocol that nobody has asked for is refused: RFC 7301 §3.1, RFC 8446 §4.2")
  func unaskedProtocol() throws {
    // A ServerHello of TLS 1.2 with ECDHE-ECDSA-AES128-GCM-SHA256 and the protocol "h2".
    let alpn: [UInt8] = [0, 16, 0, 5, 0, 3, 2] + "h2".utf8
    let hello =
      [3, 3] + [UInt8](repeating: 7, count: 32) + [0, 0xC0, 0x2B, 0, 0, UInt8(alpn.count)] + alpn
    let message = [2, 0, 0, UInt8(hello.count)] + hello
    let record = [22, 3, 3, 0, UInt8(message.count)] + message
    let meeting = try TLSMeeting("example.test", answer: record)
    #expect(meeting.failure == .handshake("unsolicited extension"))
  }

  @Test("a record longer than TLS allows ends the handshake")
  func longRecord() throws {
    let record = [22, 3, 3, 0xff, 0xff] + [UInt8](repeating: 0, count: 65_535)
    let meeting = try TLSMeeting("example.test", answer: record)
    #expect(meeting.failure != nil)
    #expect(meeting.failure != .closedDuringHandshake)
  }
}
