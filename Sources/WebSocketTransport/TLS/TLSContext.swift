import COpenSSL
import Glibc

/// The system's OpenSSL, set up for one side of TLS 1.2 or later.
///
/// Security level 2 refuses SHA-1, short keys and anonymous ciphers; renegotiation is off, and neither ALPN nor
/// compression is offered.
public final class TLSContext: @unchecked Sendable {
  // Unchecked: an SSL_CTX is not changed once `init` is over, and its reference count is atomic.
  let pointer: OpaquePointer

  /// For connecting: the peer must prove its name.
  public static func client(_ trust: TLSTrust = TLSTrust()) throws(TLSFailure) -> TLSContext {
    let context = try TLSContext(TLS_client_method())
    if trust.isInsecure {
      SSL_CTX_set_verify(context.pointer, SSL_VERIFY_NONE, nil)
    } else {
      SSL_CTX_set_verify(context.pointer, SSL_VERIFY_PEER, CertificateInspector.callback)
      try context.load(trust)
    }
    SSL_CTX_set_client_cert_cb(context.pointer, CertificateInspector.request)
    context.logKeys()
    return context
  }

  /// For listening, with a PEM certificate chain, leaf first, and its key.
  public static func server(certificate: String, key: String) throws(TLSFailure) -> TLSContext {
    let context = try TLSContext(TLS_server_method())
    guard SSL_CTX_use_certificate_chain_file(context.pointer, certificate) == 1 else {
      throw .unusable(path: certificate, reason: OpenSSLError.takeText())
    }
    guard SSL_CTX_use_PrivateKey_file(context.pointer, key, SSL_FILETYPE_PEM) == 1,
      SSL_CTX_check_private_key(context.pointer) == 1
    else { throw .unusable(path: key, reason: OpenSSLError.takeText()) }
    return context
  }

  private init(_ method: OpaquePointer?) throws(TLSFailure) {
    guard let pointer = SSL_CTX_new(method) else { throw .handshake(OpenSSLError.takeText()) }
    self.pointer = pointer
    _ = aai_ctx_set_min_version(pointer, TLS1_2_VERSION)
    SSL_CTX_set_security_level(pointer, 2)
    aai_ctx_set_options(pointer)
  }

  deinit { SSL_CTX_free(pointer) }

  private func load(_ trust: TLSTrust) throws(TLSFailure) {
    if trust.file != nil || trust.folder != nil {
      if let file = trust.file { try loadFile(file) }
      if let folder = trust.folder { try loadFolder(folder) }
      return
    }
    let named = environment(X509_get_default_cert_file_env())
    if let named { try loadFile(named) }
    SSL_CTX_set_default_verify_dir(pointer)
    if named == nil, let file = X509_get_default_cert_file().map({ String(cString: $0) }),
      access(file, R_OK) == 0, !loadLazily(file)
    {
      // As a store it is opened only if the folder fails, and its faults go unsaid.
      SSL_CTX_load_verify_store(pointer, file)
    }
  }

  private func loadFile(_ path: String) throws(TLSFailure) {
    guard loadLazily(path) || SSL_CTX_load_verify_file(pointer, path) == 1 else {
      throw .unusable(path: path, reason: OpenSSLError.takeText())
    }
  }

  /// Whether the file is one whose certificates can be decoded one by one as they are asked for.
  private func loadLazily(_ path: String) -> Bool {
    guard let file = try? TrustFile(path) else { return false }
    return TrustFileLookup.add(file, to: SSL_CTX_get_cert_store(pointer))
  }

  private func loadFolder(_ path: String) throws(TLSFailure) {
    guard access(path, R_OK | X_OK) == 0 else {
      throw .unusable(path: path, reason: String(cString: strerror(errno)))
    }
    guard SSL_CTX_load_verify_dir(pointer, path) == 1 else {
      throw .unusable(path: path, reason: OpenSSLError.takeText())
    }
  }

  private func environment(_ name: UnsafePointer<CChar>?) -> String? {
    name.flatMap { getenv($0) }.map { String(cString: $0) }
  }

  private func logKeys() {
    guard let log = KeyLog.inherited, log.failure == nil else { return }
    SSL_CTX_set_keylog_callback(pointer) { _, line in
      if let line { KeyLog.inherited?.write(String(cString: line)) }
    }
  }
}
