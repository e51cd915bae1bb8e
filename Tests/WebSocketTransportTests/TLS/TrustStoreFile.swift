import COpenSSL
import TestKit

@testable import WebSocketTransport

/// A trust store in a file, once as the client has it and once as OpenSSL reads the whole of it.
final class TrustStoreFile {
  private let folder: TemporaryFolder
  let path: String
  private let client: TLSContext?
  private let whole: OpaquePointer

  init(_ text: String) throws {
    folder = try TemporaryFolder()
    path = try folder.write("roots.pem", text)
    client = try? TLSContext.client(TLSTrust(file: path))
    whole = X509_STORE_new()
    isReadableAsAWhole = X509_STORE_load_file(whole, path) == 1
    ERR_clear_error()
  }

  convenience init(_ certificates: [ForgedCertificate]) throws {
    try self.init(certificates.map(\.pem).joined())
  }

  deinit { X509_STORE_free(whole) }

  let isReadableAsAWhole: Bool
  var isUsable: Bool { client != nil }
  /// Whether certificates are decoded one by one as they are asked for.
  var isLazy: Bool { (try? TrustFile(path)) != nil }
  /// How many certificates have been decoded.
  var decoded: Int {
    Int(OPENSSL_sk_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(client?.pointer))))
  }

  /// Whether the client believes `leaf`; nil unless OpenSSL agrees.
  func believes(_ leaf: ForgedCertificate, _ middle: [ForgedCertificate] = []) -> Bool? {
    let verdict = Self.verdict(SSL_CTX_get_cert_store(client?.pointer), leaf, middle)
    return Self.verdict(whole, leaf, middle) == verdict ? verdict == X509_V_OK : nil
  }

  /// Whether the client believes `leaf`, whatever OpenSSL knew of the file.
  func stillBelieves(_ leaf: ForgedCertificate) -> Bool {
    Self.verdict(SSL_CTX_get_cert_store(client?.pointer), leaf, []) == X509_V_OK
  }

  private static func verdict(
    _ store: OpaquePointer?, _ leaf: ForgedCertificate, _ middle: [ForgedCertificate]
  ) -> Int32 {
    let context = X509_STORE_CTX_new()
    let chain = OPENSSL_sk_new_null()
    defer {
      X509_STORE_CTX_free(context)
      OPENSSL_sk_free(chain)
    }
    for certificate in middle {
      OPENSSL_sk_push(chain, UnsafeRawPointer(certificate.certificate))
    }
    X509_STORE_CTX_init(context, store, leaf.certificate, chain)
    X509_STORE_CTX_set_default(context, "ssl_server")
    _ = X509_verify_cert(context)
    ERR_clear_error()
    return X509_STORE_CTX_get_error(context)
  }
}
