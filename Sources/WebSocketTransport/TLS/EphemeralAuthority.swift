import COpenSSL

/// A certificate authority that vouches once, for this machine's own names, and is forgotten.
///
/// Its private key is never written anywhere: whoever trusts it trusts nothing but that one leaf.
public struct EphemeralAuthority {
  /// Days that authority and leaf are valid.
  private static let days = 30

  /// PEM, for a client's trust store.
  public let authority: String
  /// PEM, leaf and authority.
  public let chain: String
  /// PEM, the leaf's.
  public let key: String

  /// Vouches for `names`, DNS names and IP addresses.
  public init(for names: [String]) throws(TLSFailure) {
    let authorityKey = try Self.newKey()
    let leafKey = try Self.newKey()
    defer {
      EVP_PKEY_free(authorityKey)
      EVP_PKEY_free(leafKey)
    }
    let root = try Self.certificate(
      "aai-serve throw-away authority", for: authorityKey, issuer: nil, signedWith: authorityKey,
      extensions: [
        (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"),
        (NID_key_usage, "critical,keyCertSign,cRLSign"), (NID_subject_key_identifier, "hash"),
      ])
    defer { X509_free(root) }
    let alternatives = names.map { (isIPAddress($0) ? "IP:" : "DNS:") + $0 }
    let leaf = try Self.certificate(
      names.first ?? "localhost", for: leafKey, issuer: root, signedWith: authorityKey,
      extensions: [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        (NID_ext_key_usage, "serverAuth"),
        (NID_subject_alt_name, alternatives.joined(separator: ",")),
        (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid"),
      ])
    defer { X509_free(leaf) }
    authority = Self.pem { PEM_write_bio_X509($0, root) }
    chain = Self.pem { PEM_write_bio_X509($0, leaf) } + authority
    key = Self.pem { PEM_write_bio_PrivateKey($0, leafKey, nil, nil, 0, nil, nil) }
  }

  /// A fresh key on P-256.
  private static func newKey() throws(TLSFailure) -> OpaquePointer {
    let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1,
      EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
      EVP_PKEY_keygen(context, &key) == 1, let key
    else { throw .handshake(OpenSSLError.takeText()) }
    return key
  }

  private static func certificate(
    _ name: String, for key: OpaquePointer, issuer: OpaquePointer?,
    signedWith authorityKey: OpaquePointer, extensions: [(CInt, String)]
  ) throws(TLSFailure) -> OpaquePointer {
    guard let certificate = X509_new() else { throw .handshake(OpenSSLError.takeText()) }
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), UInt64.random(in: 1...UInt64.max))
    // An hour back, for a client whose clock is a little behind.
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600)
    X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400)
    X509_set_pubkey(certificate, key)
    let subject = X509_get_subject_name(certificate)
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0)
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer ?? certificate))
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer ?? certificate, certificate, nil, nil, 0)
    for (kind, value) in extensions {
      guard let entry = X509V3_EXT_conf_nid(nil, &context, kind, value) else {
        X509_free(certificate)
        throw .handshake(OpenSSLError.takeText())
      }
      X509_add_ext(certificate, entry, -1)
      X509_EXTENSION_free(entry)
    }
    guard X509_sign(certificate, authorityKey, EVP_sha256()) > 0 else {
      X509_free(certificate)
      throw .handshake(OpenSSLError.takeText())
    }
    return certificate
  }

  private static func pem(_ write: (OpaquePointer?) -> CInt) -> String {
    let memory = BIO_new(BIO_s_mem())
    defer { BIO_free(memory) }
    _ = write(memory)
    var data: UnsafeMutablePointer<CChar>?
    let count = Int(aai_bio_pending(memory, &data))
    return String(
      decoding: UnsafeRawBufferPointer(start: data, count: count), as: UTF8.self)
  }
}
