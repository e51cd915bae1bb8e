import COpenSSL
import TestKit
import Testing

@testable import WebSocketTransport

/// RFC 5280: whose word a client takes for a certificate.
@Suite("TLS: the chain of a certificate")
struct TLSChainTests {
  private static let host = "example.test"
  private static let names = ["subjectAltName": "DNS:example.test"]
  private static let authority = ForgedCertificate.authority

  /// A root, an authority under it and a leaf of that, one of them with a fault.
  private struct Chain {
    let root: ForgedCertificate
    let middle: ForgedCertificate
    let leaf: ForgedCertificate

    init(
      root rootExtensions: [String: String] = [:], middle middleExtensions: [String: String] = [:],
      leaf leafExtensions: [String: String] = [:]
    ) throws {
      root = try ForgedCertificate("Root", TLSChainTests.authority.merging(rootExtensions) { $1 })
      middle = try ForgedCertificate(
        "Middle", TLSChainTests.authority.merging(middleExtensions) { $1 }, issuer: root)
      leaf = try ForgedCertificate(
        "Leaf", TLSChainTests.names.merging(leafExtensions) { $1 }, issuer: middle)
    }
  }

  private func meet(
    trusting roots: [ForgedCertificate], _ chain: [ForgedCertificate], isWeak: Bool = false
  ) throws -> TLSMeeting {
    try TLSMeeting(Self.host, trusting: roots, chain: chain, isWeak: isWeak)
  }

  // MARK: Accepted

  @Test("a private authority that was named is believed, through one in between, too")
  func privateAuthority() throws {
    let chain = try Chain()
    let meeting = try meet(trusting: [chain.root], [chain.leaf, chain.middle])
    #expect(meeting.isEstablished, "\(String(describing: meeting.failure))")
  }

  @Test("a self-signed certificate that was named is believed")
  func pinned() throws {
    let leaf = try ForgedCertificate("Leaf", Self.names)
    #expect(try meet(trusting: [leaf], [leaf]).isEstablished)
  }

  @Test("certificates out of order and of others do no harm")
  func disorder() throws {
    let chain = try Chain()
    let other = try ForgedCertificate("Other", Self.authority)
    let expired = try ForgedCertificate("Root", Self.authority, days: -9 ... -2)
    let sent = [chain.leaf, other, expired, chain.root, chain.middle]
    let meeting = try meet(trusting: [other, chain.root], sent)
    #expect(meeting.isEstablished, "\(String(describing: meeting.failure))")
  }

  @Test("a way to a root that has expired does not stand in the way to one that has not")
  func crossSigned() throws {
    let old = try ForgedCertificate("Old", Self.authority, days: -9 ... -2)
    let root = try ForgedCertificate("Root", Self.authority)
    let cross = try ForgedCertificate(
      "Root", Self.authority, issuer: old, key: .same(root), days: -9 ... -2)
    let middle = try ForgedCertificate("Middle", Self.authority, issuer: root)
    let leaf = try ForgedCertificate("Leaf", Self.names, issuer: middle)
    let meeting = try meet(trusting: [old, root], [leaf, middle, cross, old])
    #expect(meeting.isEstablished, "\(String(describing: meeting.failure))")
  }

  // MARK: Refused

  @Test("a certificate out of its time is refused with the date")
  func outOfTime() throws {
    let root = try ForgedCertificate("Root", Self.authority)
    let early = try ForgedCertificate("Leaf", Self.names, issuer: root, days: 2...9)
    guard case .notYetValid(let from) = try meet(trusting: [root], [early]).problem else {
      return #expect(Bool(false), "not said to be early")
    }
    #expect(from.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d UTC/) != nil)
    let late = try ForgedCertificate("Leaf", Self.names, issuer: root, days: -9 ... -2)
    guard case .expired(let on) = try meet(trusting: [root], [late]).problem else {
      return #expect(Bool(false), "not said to be late")
    }
    #expect(on.wholeMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d UTC/) != nil)
  }

  @Test("an authority out of its time is refused, though it was named")
  func authorityOutOfTime() throws {
    let root = try ForgedCertificate("Root", Self.authority, days: -9 ... -2)
    let leaf = try ForgedCertificate("Leaf", Self.names, issuer: root)
    #expect(try meet(trusting: [root], [leaf]).isDistrusted)
    let good = try ForgedCertificate("Root", Self.authority)
    let middle = try ForgedCertificate("Middle", Self.authority, issuer: good, days: -9 ... -2)
    let under = try ForgedCertificate("Leaf", Self.names, issuer: middle)
    #expect(try meet(trusting: [good], [under, middle]).isDistrusted)
  }

  @Test("an issuer that nobody named is refused by name")
  func untrusted() throws {
    let chain = try Chain()
    let other = try ForgedCertificate("Other", Self.authority)
    let whole = try meet(trusting: [other], [chain.leaf, chain.middle, chain.root])
    #expect(whole.isDistrusted)
    #expect(whole.problem == .unknownIssuer("CN = Root"))
    let gap = try meet(trusting: [chain.root], [chain.leaf])
    #expect(gap.isDistrusted)
    #expect(gap.problem == .unknownIssuer("CN = Middle"))
    let alone = try ForgedCertificate("Leaf", Self.names)
    #expect(try meet(trusting: [other], [alone]).problem == .selfSigned)
  }

  @Test(
    "what an authority may not vouch for is refused",
    arguments: [
      ["basicConstraints": "critical,CA:FALSE"], ["keyUsage": "digitalSignature"],
      ["nameConstraints": "critical,permitted;DNS:other.test"],
      ["nameConstraints": "critical,excluded;DNS:example.test"],
      ["extendedKeyUsage": "clientAuth"], ["1.2.3.4": "critical,DER:05:00"],
    ])
  func authorityWithoutRight(extensions: [String: String]) throws {
    let chain = try Chain(middle: extensions)
    let meeting = try meet(trusting: [chain.root], [chain.leaf, chain.middle])
    #expect(meeting.isDistrusted)
    guard case .other = meeting.problem else {
      return #expect(Bool(false), "\(String(describing: meeting.failure))")
    }
  }

  @Test("a certificate that is no authority's signs nothing")
  func leafAsAuthority() throws {
    let root = try ForgedCertificate("Root", Self.authority)
    let middle = try ForgedCertificate("Middle", ["subjectAltName": "DNS:other.test"], issuer: root)
    let leaf = try ForgedCertificate("Leaf", Self.names, issuer: middle)
    #expect(try meet(trusting: [root], [leaf, middle]).isDistrusted)
  }

  @Test("a chain longer than its root allows is refused")
  func pathLength() throws {
    let chain = try Chain(root: ["basicConstraints": "critical,CA:TRUE,pathlen:0"])
    #expect(try meet(trusting: [chain.root], [chain.leaf, chain.middle]).isDistrusted)
  }

  @Test(
    "a certificate for something else is refused",
    arguments: [
      ["extendedKeyUsage": "clientAuth"], ["extendedKeyUsage": "codeSigning"],
      ["1.2.3.4": "critical,DER:05:00"],
    ])
  func wrongPurpose(extensions: [String: String]) throws {
    let chain = try Chain(leaf: extensions)
    let meeting = try meet(trusting: [chain.root], [chain.leaf, chain.middle])
    #expect(meeting.isDistrusted)
  }

  @Test("an altered signature is refused")
  func alteredSignature() throws {
    let root = try ForgedCertificate("Root", Self.authority)
    let leaf = try ForgedCertificate("Leaf", Self.names, issuer: root, alteration: 1)
    let meeting = try meet(trusting: [root], [leaf])
    #expect(meeting.isDistrusted)
    #expect(meeting.problem == .other("certificate signature failure"))
  }

  @Test("an issuer of the same name with another key is not believed")
  func sameName() throws {
    let root = try ForgedCertificate("Root", Self.authority)
    let impostor = try ForgedCertificate("Root", Self.authority)
    let leaf = try ForgedCertificate("Leaf", Self.names, issuer: impostor)
    #expect(try meet(trusting: [root], [leaf, impostor]).isDistrusted)
  }

  @Test("SHA-1, MD5 and short RSA keys are refused, whoever vouches")
  func weak() throws {
    let root = try ForgedCertificate("Root", Self.authority, key: .rsa(bits: 2048))
    for (key, digest, reason) in [
      (ForgedCertificate.Key.p256, EVP_sha1(), "CA signature digest algorithm too weak"),
      (.p256, EVP_md5(), "CA signature digest algorithm too weak"),
      (.rsa(bits: 1024), EVP_sha256(), "EE certificate key too weak"),
    ] {
      let leaf = try ForgedCertificate("Leaf", Self.names, issuer: root, key: key, digest: digest)
      let meeting = try meet(trusting: [root], [leaf], isWeak: true)
      #expect(meeting.isRefused)
      #expect(meeting.problem == .other(reason))
    }
    // Too short for a signature of TLS 1.3, so that the server cannot even show it.
    let tiny = try ForgedCertificate("Leaf", Self.names, issuer: root, key: .rsa(bits: 512))
    #expect(try meet(trusting: [root], [tiny], isWeak: true).isRefused)
    let strong = try ForgedCertificate("Leaf", Self.names, issuer: root, key: .rsa(bits: 2048))
    #expect(try meet(trusting: [root], [strong], isWeak: true).isEstablished)
  }

  // MARK: Bounds

  @Test("a chain of 120 is refused at once, one of 12 is not")
  func longChain() throws {
    for (depth, isFine) in [(12, true), (120, false)] {
      let root = try ForgedCertificate("Root", Self.authority)
      var chain: [ForgedCertificate] = []
      for level in 1..<depth {
        chain.insert(
          try ForgedCertificate("\(level)", Self.authority, issuer: chain.first ?? root), at: 0)
      }
      chain.insert(try ForgedCertificate("Leaf", Self.names, issuer: chain.first), at: 0)
      let meeting = try meet(trusting: [root], chain)
      #expect(isFine ? meeting.isEstablished : meeting.isRefused)
    }
  }

  @Test("a certificate of 10 000 names is refused at once, one of 1000 is not")
  func manyNames() throws {
    let root = try ForgedCertificate("Root", Self.authority)
    for (count, isFine) in [(1000, true), (10_000, false)] {
      let others = (1..<count).map { "DNS:host\($0).example.test," }.joined()
      let names = ["subjectAltName": others + "DNS:example.test"]
      let leaf = try ForgedCertificate("Leaf", names, issuer: root)
      let meeting = try meet(trusting: [root], [leaf])
      #expect(isFine ? meeting.isEstablished : meeting.isRefused)
    }
  }

  @Test("authorities that cannot be read are an error, never no verification")
  func unusableStore() throws {
    let folder = try TemporaryFolder()
    for text in ["", "nothing to trust\n", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
      let file = try folder.write("roots.pem", text)
      #expect(throws: TLSFailure.self) { try TLSContext.client(TLSTrust(file: file)) }
    }
    #expect(throws: TLSFailure.self) {
      try TLSContext.client(TLSTrust(file: folder.path + "/absent.pem"))
    }
    #expect(throws: TLSFailure.self) {
      try TLSContext.client(TLSTrust(folder: folder.path + "/absent"))
    }
  }
}
