import COpenSSL
import TestKit

/// A certificate with whatever a test wants in it, right or wrong, and its private key.
final class ForgedCertificate {
  enum Key {
    case p256
    case rsa(bits: Int)
    /// The same as another certificate's.
    case same(ForgedCertificate)
  }

  /// What a certification authority's certificate says of itself.
  static let authority = ["basicConstraints": "critical,CA:TRUE", "keyUsage": "keyCertSign"]

  private static let day = 86_400

  let certificate: OpaquePointer
  private let key: OpaquePointer

  /// - Parameters:
  ///   - subject: Instead of one that is `name` alone.
  ///   - extensions: By name or OID, in the syntax of x509v3_config(5).
  ///   - issuer: Who signs; nobody else than itself if nil.
  ///   - issuerName: Instead of the issuer's own subject.
  ///   - days: From when to when, counted from now.
  ///   - alteration: XORed onto the signature's last byte.
  init(
    _ name: String, subject: ForgedName? = nil, _ extensions: [String: String] = [:],
    issuer: ForgedCertificate? = nil, issuerName: ForgedName? = nil,
    key kind: Key = .p256, days: ClosedRange<Int> = -1...10, digest: OpaquePointer? = EVP_sha256(),
    alteration: UInt8 = 0
  ) throws {
    key = try Self.newKey(kind)
    let certificate = X509_new()!
    self.certificate = certificate
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), UInt64.random(in: 1...UInt64.max))
    X509_gmtime_adj(X509_getm_notBefore(certificate), days.lowerBound * Self.day)
    X509_gmtime_adj(X509_getm_notAfter(certificate), days.upperBound * Self.day)
    X509_set_pubkey(certificate, key)
    (subject ?? ForgedName(name)).becomeSubject(of: certificate)
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer?.certificate ?? certificate))
    issuerName?.becomeIssuer(of: certificate)
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer?.certificate ?? certificate, certificate, nil, nil, 0)
    for (name, value) in extensions {
      guard let entry = X509V3_EXT_nconf(nil, &context, name, value) else {
        throw Failed("no extension \(name)=\(value)")
      }
      X509_add_ext(certificate, entry, -1)
      X509_EXTENSION_free(entry)
    }
    guard X509_sign(certificate, issuer?.key ?? key, digest) > 0 else {
      throw Failed("\(name) cannot be signed")
    }
    var signature: UnsafePointer<ASN1_BIT_STRING>?
    X509_get0_signature(&signature, nil, certificate)
    if let signature { signature.pointee.data[Int(signature.pointee.length) - 1] ^= alteration }
  }

  deinit {
    X509_free(certificate)
    EVP_PKEY_free(key)
  }

  var isRSA: Bool { EVP_PKEY_get_id(key) == EVP_PKEY_RSA }

  /// The certificate in PEM.
  var pem: String { Self.pem { PEM_write_bio_X509($0, certificate) } }

  /// The private key in PEM.
  var keyPEM: String {
    Self.pem { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
  }

  private static func newKey(_ kind: Key) throws -> OpaquePointer {
    if case .same(let other) = kind {
      EVP_PKEY_up_ref(other.key)
      return other.key
    }
    let isRSA = if case .rsa = kind { true } else { false }
    let context = EVP_PKEY_CTX_new_id(isRSA ? EVP_PKEY_RSA : EVP_PKEY_EC, nil)
    defer { EVP_PKEY_CTX_free(context) }
    EVP_PKEY_keygen_init(context)
    switch kind {
    case .p256: EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)
    case .rsa(let bits): EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits))
    case .same: break
    }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen(context, &key) == 1, let key else { throw Failed("no key") }
    return key
  }

  private static func pem(_ write: (OpaquePointer?) -> CInt) -> String {
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    _ = write(memory)
    var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(memory))
    BIO_read(memory, &bytes, Int32(bytes.count))
    return String(decoding: bytes, as: UTF8.self)
  }
}
