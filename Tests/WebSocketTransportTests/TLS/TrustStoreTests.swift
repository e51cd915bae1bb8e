import COpenSSL
import Glibc
import TestKit
import Testing

@testable import WebSocketTransport

/// A trust store in one file, of which a handshake decodes what it needs, is believed neither more nor less than one
/// that OpenSSL reads whole.
@Suite("TLS: a trust store in one file")
struct TrustStoreTests {
  private static let authority = ForgedCertificate.authority

  private func root(
    _ name: String = "Root", subject: ForgedName? = nil, days: ClosedRange<Int> = -1...10
  ) throws -> ForgedCertificate {
    try ForgedCertificate(name, subject: subject, Self.authority, days: days)
  }

  private func leaf(
    of issuer: ForgedCertificate, issuerName: ForgedName? = nil
  ) throws -> ForgedCertificate {
    try ForgedCertificate("Leaf", issuer: issuer, issuerName: issuerName)
  }

  // MARK: What is decoded

  @Test("one certificate of a bundle is decoded, and only when it is asked for")
  func one() throws {
    let roots = try (0..<20).map { try root("Root \($0)") }
    let store = try TrustStoreFile(roots)
    #expect(store.isLazy)
    #expect(store.decoded == 0)
    #expect(store.believes(try leaf(of: roots[13])) == true)
    #expect(store.decoded == 1)
    #expect(store.believes(try leaf(of: try root("Other"))) == false)
    #expect(store.decoded == 1)
  }

  @Test(
    "the system's own bundle is read so, and each authority in it is found",
    .enabled(if: access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0))
  func system() throws {
    let path = "/etc/ssl/certs/ca-certificates.crt"
    let client = try TLSContext.client(TLSTrust(file: path))
    let store = SSL_CTX_get_cert_store(client.pointer)
    #expect((try? TrustFile(path)) != nil)
    let whole = X509_STORE_new()
    defer { X509_STORE_free(whole) }
    #expect(X509_STORE_load_file(whole, path) == 1)
    let context = X509_STORE_CTX_new()
    defer { X509_STORE_CTX_free(context) }
    X509_STORE_CTX_init(context, store, nil, nil)
    let objects = X509_STORE_get0_objects(whole)
    for index in 0..<OPENSSL_sk_num(objects) {
      let object = OPENSSL_sk_value(objects, index).map { OpaquePointer($0) }
      let root = X509_OBJECT_get0_X509(object)
      let found = X509_STORE_CTX_get1_certs(context, X509_get_subject_name(root))
      defer { OPENSSL_sk_pop_free(found) { X509_free($0.map { OpaquePointer($0) }) } }
      #expect(
        (0..<OPENSSL_sk_num(found)).contains {
          X509_cmp(OpaquePointer(OPENSSL_sk_value(found, $0)!), root) == 0
        })
    }
  }

  // MARK: Names

  @Test(
    "an issuer is found however its name is spelled",
    arguments: [
      ("Acme Root", V_ASN1_UTF8STRING, "acme ROOT", V_ASN1_PRINTABLESTRING, true),
      ("  Acme \t Root ", V_ASN1_UTF8STRING, "acme root", V_ASN1_UTF8STRING, true),
      ("Acme Root", V_ASN1_PRINTABLESTRING, "Acme Root", V_ASN1_BMPSTRING, true),
      ("Acme Root", V_ASN1_BMPSTRING, "Acme Root", V_ASN1_UTF8STRING, true),
      ("Acme Root", V_ASN1_T61STRING, "ACME  ROOT", V_ASN1_IA5STRING, true),
      ("Főtanúsítvány", V_ASN1_UTF8STRING, "főTANúsítváNY", V_ASN1_UTF8STRING, true),
      ("Főtanúsítvány", V_ASN1_UTF8STRING, "Főtanúsítvány", V_ASN1_BMPSTRING, true),
      ("Acme Root", V_ASN1_UTF8STRING, "AcmeRoot", V_ASN1_UTF8STRING, false),
      ("Acme-Root", V_ASN1_UTF8STRING, "Acme Root", V_ASN1_UTF8STRING, false),
      ("Ő", V_ASN1_UTF8STRING, "ő", V_ASN1_UTF8STRING, false),
    ])
  func spelling(of name: String, _ type: Int32, as other: String, _ otherType: Int32, isSame: Bool)
    throws
  {
    let root = try root(subject: ForgedName(name, type: type))
    let store = try TrustStoreFile([try self.root("Before"), root, try self.root("After")])
    let leaf = try leaf(of: root, issuerName: ForgedName(other, type: otherType))
    #expect(store.believes(leaf) == isSame)
  }

  @Test("a name with two attributes in one part is found, and so is an empty one")
  func parts() throws {
    let both = ForgedName(
      [(Array("b".utf8), V_ASN1_UTF8STRING), (Array("a".utf8), V_ASN1_UTF8STRING)],
      isOnePart: true)
    for name in [both, ForgedName([])] {
      let root = try root(subject: name)
      let store = try TrustStoreFile([try self.root("Before"), root])
      #expect(store.believes(try leaf(of: root)) == true)
    }
  }

  @Test("of authorities that share a name each is tried, old or new, in whatever order")
  func oneNameForMany() throws {
    let identified = Self.authority.merging(["subjectKeyIdentifier": "hash"]) { $1 }
    let respelled = ForgedName("ROOT", type: V_ASN1_PRINTABLESTRING)
    let roots = [
      try ForgedCertificate("Root", identified, days: -9 ... -2),
      try ForgedCertificate("Root", identified),
      try ForgedCertificate("Root", subject: respelled, identified),
      try root(), try root(),
    ]
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
      let store = try TrustStoreFile(order.map { roots[$0] })
      #expect(store.isLazy)
      let verdicts = try roots.prefix(3).map { root in
        store.believes(
          try ForgedCertificate("Leaf", ["authorityKeyIdentifier": "keyid"], issuer: root))
      }
      // The first is out of date; whether OpenSSL finds the right one of the others goes by their
      // order, and the client must find what it finds.
      #expect(!verdicts.contains(nil))
      #expect(verdicts[0] == false)
      // Without a key identifier OpenSSL takes the first of the name: the same one either way.
      for root in roots.suffix(2) { #expect(store.believes(try leaf(of: root)) != nil) }
      #expect(store.believes(try leaf(of: try root())) == false)
    }
  }

  // MARK: What is in the file

  @Test("an authority in between that is in the file leads to its root, and is no root itself")
  func middle() throws {
    let root = try root()
    let middle = try ForgedCertificate("Middle", Self.authority, issuer: root)
    let leaf = try leaf(of: middle)
    #expect(try TrustStoreFile([root, middle]).believes(leaf) == true)
    #expect(try TrustStoreFile([middle, root]).believes(leaf) == true)
    #expect(try TrustStoreFile([middle]).believes(leaf) == false)
    #expect(try TrustStoreFile([middle]).believes(leaf, [middle, root]) == false)
  }

  @Test("a self-signed certificate in the file is believed itself, another of its name is not")
  func pinned() throws {
    let pinned = try ForgedCertificate("Leaf")
    let store = try TrustStoreFile([try root(), pinned])
    #expect(store.isLazy)
    #expect(store.believes(pinned) == true)
    #expect(store.believes(try ForgedCertificate("Leaf")) == false)
    let signed = try leaf(of: try root())
    #expect(try TrustStoreFile([signed]).believes(signed) == false)
  }

  @Test(
    "what a TRUSTED CERTIFICATE says of its trust is honoured",
    arguments: [
      (["-addtrust", "serverAuth"], true), (["-addtrust", "emailProtection"], false),
      (["-addreject", "serverAuth"], false),
    ])
  func trustSettings(options: [String], isTrusted: Bool) async throws {
    let folder = try TemporaryFolder()
    let root = try root()
    let run = try await Program.run(
      "openssl",
      ["x509", "-trustout", "-in", try folder.write("root.pem", root.pem)] + options)
    #expect(run.output.hasPrefix("-----BEGIN TRUSTED CERTIFICATE-----\n"))
    let store = try TrustStoreFile(try self.root("Other").pem + run.output)
    #expect(store.believes(try leaf(of: root)) == isTrusted)
  }

  @Test("whatever else stands in a file that OpenSSL can read does no harm")
  func otherForms() throws {
    let (root, other) = (try root(), try self.root("Other"))
    let digits = root.pem.split(separator: "\n").dropFirst().dropLast()
    let bare = digits.joined()
    let lines = stride(from: 0, to: bare.count, by: 76).map { bare.dropFirst($0).prefix(76) }
    func block(_ lines: some Sequence<some StringProtocol>, _ label: String = "CERTIFICATE")
      -> String
    {
      "-----BEGIN \(label)-----\n" + lines.joined(separator: "\n") + "\n-----END \(label)-----\n"
    }
    for (text, isLazy) in [
      (root.pem, true), ("Root\n====\n" + root.pem + "\n# the end\n", true),
      (String(root.pem.dropLast()), true), (other.pem + "\n\n" + root.pem, true),
      (root.pem.replacing("\n", with: "\r\n"), false), (block(lines), false),
      (block(digits, "X509 CERTIFICATE"), false), (root.keyPEM + root.pem, false),
      (root.pem + other.keyPEM, false), ("\u{FEFF}" + root.pem, false),
      (root.pem.replacing("-----\n", with: "-----  \n"), false),
      ("  -----\n" + root.pem, false), (block(["AAAA"], "SOMETHING") + root.pem, false),
    ] {
      let store = try TrustStoreFile(text)
      #expect(store.isLazy == isLazy, "\(text)")
      #expect(store.believes(try leaf(of: root)) == true, "\(text)")
    }
  }

  @Test("a list of revoked certificates is no reason to believe less or more")
  func revocations() async throws {
    let folder = try TemporaryFolder()
    let root = try root()
    try folder.write("index", "")
    let run = try await Program.run(
      "openssl",
      [
        "ca", "-gencrl", "-crldays", "5", "-md", "sha256", "-config",
        try folder.write("config", "[ca]\ndefault_ca=a\n[a]\ndatabase=\(folder.path)/index\n"),
        "-cert", try folder.write("root.pem", root.pem),
        "-keyfile", try folder.write("root.key", root.keyPEM),
      ])
    #expect(run.output.hasPrefix("-----BEGIN X509 CRL-----\n"), "\(run.errors)")
    for text in [root.pem + run.output, run.output + root.pem] {
      #expect(try TrustStoreFile(text).believes(try leaf(of: root)) == true)
    }
  }

  // MARK: Damage

  @Test("what follows a line that OpenSSL takes for the end is not believed")
  func end() throws {
    let (root, other) = (try root(), try self.root("Other"))
    let store = try TrustStoreFile(other.pem + "\0\n" + root.pem)
    #expect(store.believes(try leaf(of: other)) == true)
    #expect(store.believes(try leaf(of: root)) == false)
  }

  @Test("no damage passes that OpenSSL would have seen in the whole file", arguments: 0..<8)
  func damage(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let roots = [try root(), try ForgedCertificate("Other", ["keyUsage": "critical,keyCertSign"])]
    let text = Array(roots.map(\.pem).joined().utf8)
    let folder = try TemporaryFolder()
    var usable = 0
    for _ in 0..<250 {
      var damaged = text
      if Bool.random(using: &random) {
        Self.damage(&damaged, using: &random)
      } else {
        // In the encoded bytes, which shows in the digits as damage to well-formed text.
        damaged = roots.flatMap { root in Array(Self.damagedInside(root, using: &random).utf8) }
      }
      let path = try folder.write("roots.pem", damaged)
      let store = X509_STORE_new()
      defer { X509_STORE_free(store) }
      let isReadable = X509_STORE_load_file(store, path) == 1
      ERR_clear_error()
      let isUsable = (try? TLSContext.client(TLSTrust(file: path))) != nil
      #expect(isUsable == isReadable, "\(String(decoding: damaged, as: UTF8.self))")
      if isUsable { usable += 1 }
    }
    #expect(1..<250 ~= usable)
  }

  private static func damage(_ bytes: inout [UInt8], using random: inout SplitMix64) {
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes.remove(at: place)
    case 2: bytes.removeLast(place)
    default: bytes.insert(Array("\n=-A:\0 ".utf8).randomElement(using: &random)!, at: place)
    }
  }

  private static func damagedInside(
    _ certificate: ForgedCertificate, using random: inout SplitMix64
  ) -> String {
    var buffer: UnsafeMutablePointer<UInt8>?
    let count = Int(i2d_X509(certificate.certificate, &buffer))
    defer { CRYPTO_free(buffer, nil, 0) }
    let place = Int.random(in: 0..<count, using: &random)
    buffer?[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    PEM_write_bio(memory, "CERTIFICATE", nil, buffer, count)
    var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(memory))
    BIO_read(memory, &bytes, Int32(bytes.count))
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Changes while it is in use

  @Test("a file that is removed, or has another put in its place, is believed as it was")
  func replaced() throws {
    for change in [{ unlink($0) }, { rename("\($0).new", $0) }] as [(String) -> CInt] {
      let (root, other) = (try root(), try self.root("Other"))
      let store = try TrustStoreFile([root, other])
      let folder = try TemporaryFolder()
      try #require(
        rename(try folder.write("new.pem", try self.root("New").pem), store.path + ".new") == 0)
      #expect(store.believes(try leaf(of: root)) == true)
      #expect(change(store.path) == 0)
      #expect(store.stillBelieves(try leaf(of: root)))
      #expect(store.stillBelieves(try leaf(of: other)))
    }
  }

  @Test("a file that is written over is believed as it is")
  func overwritten() throws {
    let (root, other, new) = (try root(), try self.root("Other"), try self.root("New"))
    let store = try TrustStoreFile([root, other])
    let descriptor = open(store.path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    let text = Array((new.pem + other.pem).utf8)
    #expect(write(descriptor, text, text.count) == text.count)
    close(descriptor)
    #expect(store.stillBelieves(try leaf(of: other)))
    #expect(!store.stillBelieves(try leaf(of: root)))
    #expect(store.stillBelieves(try leaf(of: new)))
  }

  @Test("a file that can be read but once, as a shell's <(…) is, is read once")
  func pipe() throws {
    let folder = try TemporaryFolder()
    let fifo = folder.path + "/fifo"
    mkfifo(fifo, 0o600)
    let root = try root()
    let text = Array(root.pem.utf8)
    BlockingThread.start {
      let descriptor = open(fifo, O_WRONLY | O_CLOEXEC)
      _ = write(descriptor, text, text.count)
      close(descriptor)
    }
    let client = try TLSContext.client(TLSTrust(file: fifo))
    #expect(OPENSSL_sk_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(client.pointer))) == 1)
  }
}
