import Testing

@testable import WebSocketTransport

/// RFC 9525: whose certificate a client may take for the one it wants.
@Suite("TLS: the name in a certificate")
struct TLSIdentityTests {
  /// The common name is always the right one, and never counts.
  private func meet(_ host: String, certificateFor names: String?) throws -> TLSMeeting {
    let authority = try ForgedCertificate("Testers", ForgedCertificate.authority)
    let leaf = try ForgedCertificate(
      host, names.map { ["subjectAltName": $0] } ?? [:], issuer: authority)
    return try TLSMeeting(host, trusting: [authority], chain: [leaf])
  }

  @Test(
    "the name or the address asked for is accepted",
    arguments: [
      ("example.test", "DNS:example.test"), ("EXAMPLE.test", "DNS:example.TEST"),
      ("example.test", "DNS:other.test,DNS:example.test"),
      ("a.example.test", "DNS:*.example.test"),
      ("127.0.0.1", "IP:127.0.0.1"), ("192.0.2.1", "IP:192.0.2.1"),
      ("::1", "IP:::1"), ("2001:db8::1", "IP:2001:db8:0:0:0:0:0:1"),
    ])
  func accepted(host: String, names: String) throws {
    let meeting = try meet(host, certificateFor: names)
    #expect(meeting.isEstablished, "\(String(describing: meeting.failure))")
  }

  @Test(
    "another is refused, and so is what only resembles it",
    arguments: [
      ("example.test", "DNS:other.test"), ("example.test", "DNS:example.test.other"),
      // The address is that of the connection, which proves nothing.
      ("example.test", "DNS:other.test,IP:127.0.0.1"), ("example.test", "IP:127.0.0.1"),
      ("a.b.example.test", "DNS:*.example.test"), ("example.test", "DNS:*.example.test"),
      ("localhost", "DNS:*"), ("example.test", "DNS:*"), ("example.test", "DNS:*.test"),
      ("localhost", "DNS:lo*ost"), ("localhost.test", "DNS:lo*ost.test"),
      ("a.example.test", "DNS:a*.example.test"), ("a.b.test", "DNS:a.*.test"),
      ("127.0.0.1", "IP:127.0.0.2"), ("127.0.0.1", "DNS:127.0.0.1"),
      ("127.0.0.1", "DNS:localhost"), ("127.0.0.1", "DNS:*.0.0.1"),
      ("::1", "IP:::2"), ("::1", "DNS:::1"), ("::1", "DNS:localhost"), ("::1", "IP:127.0.0.1"),
      ("example.test", "email:root@example.test"), ("example.test", "URI:https://example.test/"),
    ])
  func refused(host: String, names: String) throws {
    let meeting = try meet(host, certificateFor: names)
    #expect(meeting.isRefused, "\(names) is taken for \(host)")
    let listed = names.split(separator: ",").compactMap { name -> String? in
      let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
      return ["DNS", "IP"].contains(parts[0]) ? parts[1] : nil
    }
    #expect(meeting.problem == .wrongName(certified: listed))
  }

  @Test("a NUL does not end a name before its end")
  func nul() throws {
    // A SEQUENCE of one dNSName, "example.test\0.other".
    let name = Array("example.test\0.other".utf8)
    let der = [0x30, UInt8(name.count + 2), 0x82, UInt8(name.count)] + name
    let hex = der.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    let meeting = try meet("example.test", certificateFor: "DER:" + hex)
    #expect(meeting.isRefused)
  }

  @Test("a common name is no name of a host", arguments: ["example.test", "127.0.0.1"])
  func commonName(host: String) throws {
    let meeting = try meet(host, certificateFor: nil)
    #expect(meeting.isRefused)
    #expect(meeting.problem == .wrongName(certified: []))
  }
}
