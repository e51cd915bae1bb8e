import COpenSSL
import Glibc
import ToolSupport

/// TLS by the system's OpenSSL on a connected, non-blocking socket.
///
/// Nothing can be written before the handshake is over and, on a client, the peer has proved its
/// name.
final class TLSSession {
  /// What a call came to.
  enum Progress: Equatable {
    /// So many bytes went through; of a handshake, it is over.
    case done(Int)
    /// Nothing goes on before the socket can be read, or written.
    case wantsReading, wantsWriting
    /// The peer sends nothing more.
    case ended
  }

  private let ssl: OpaquePointer
  private let witness: CertificateInspector
  private var isEstablished = false

  /// A client's end of a connection to `host`, a name or an IP address.
  convenience init(
    connectingTo host: String, _ context: TLSContext, on descriptor: CInt
  ) throws(TLSFailure) {
    try self.init(context, host: host, on: descriptor)
    SSL_set_connect_state(ssl)
    let parameters = SSL_get0_param(ssl)
    if isIPAddress(host) {
      // Only for an address in the URL: an IP in a certificate must never excuse a wrong name.
      X509_VERIFY_PARAM_set1_ip_asc(parameters, host)
    } else {
      // RFC 9525 §6.3: a wildcard is a whole label, and a common name is no name of a service.
      X509_VERIFY_PARAM_set_hostflags(
        parameters,
        UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
      X509_VERIFY_PARAM_set1_host(parameters, host, 0)
      _ = aai_set_server_name(ssl, host)
    }
  }

  /// A server's end of an accepted connection.
  convenience init(accepting context: TLSContext, on descriptor: CInt) throws(TLSFailure) {
    try self.init(context, host: "the client", on: descriptor)
    SSL_set_accept_state(ssl)
  }

  private init(_ context: TLSContext, host: String, on descriptor: CInt) throws(TLSFailure) {
    guard let ssl = SSL_new(context.pointer) else { throw .handshake(OpenSSLError.takeText()) }
    self.ssl = ssl
    witness = CertificateInspector(host: host)
    guard SSL_set_fd(ssl, descriptor) == 1 else { throw .handshake(OpenSSLError.takeText()) }
    aai_set_app_data(ssl, Unmanaged.passUnretained(witness).toOpaque())
  }

  deinit { SSL_free(ssl) }

  /// Goes on with the handshake.
  func handshake() throws(TLSFailure) -> Progress {
    ERR_clear_error()
    let result = SSL_do_handshake(ssl)
    if result == 1 {
      isEstablished = true
      return .done(0)
    }
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return .wantsReading
    case SSL_ERROR_WANT_WRITE: return .wantsWriting
    default: throw handshakeFailure()
    }
  }

  private func handshakeFailure() -> TLSFailure {
    let error = OpenSSLError.take()
    // Whatever the error is: for a bad signature the oldest one is that of the arithmetic.
    if let problem = witness.problem { return .untrusted(problem) }
    // Without an error of its own, the socket has failed.
    guard let (reason, text) = error else { return .closedDuringHandshake }
    switch reason {
    case SSL_R_UNEXPECTED_EOF_WHILE_READING: return .closedDuringHandshake
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
      SSL_R_RECORD_LENGTH_MISMATCH:
      return .notTLS
    default: return .handshake(witness.explanation(ofAlert: reason) ?? text)
    }
  }

  /// Reads what has come.
  ///
  /// - Throws: `TLSFailure` for bytes that are no TLS, `SystemError` for a socket that has failed.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Progress {
    ERR_clear_error()
    errno = 0
    let count = SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
    return count > 0 ? .done(Int(count)) : try progress(count)
  }

  /// Writes as much of `bytes`, which must not be empty, as the socket takes.
  func write(_ bytes: UnsafeRawBufferPointer) throws -> Progress {
    ERR_clear_error()
    errno = 0
    let count = SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
    return count > 0 ? .done(Int(count)) : try progress(count)
  }

  private func progress(_ result: Int32) throws -> Progress {
    let code = errno
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return .wantsReading
    case SSL_ERROR_WANT_WRITE: return .wantsWriting
    case SSL_ERROR_ZERO_RETURN: return .ended
    case SSL_ERROR_SYSCALL: throw SystemError(code: code == 0 ? ECONNRESET : code)
    default: break
    }
    guard let (reason, text) = OpenSSLError.take() else {
      throw TLSFailure.broken("unknown reason")
    }
    // Without a close_notify, as many servers end: what it means is for the protocol above to say.
    if reason == SSL_R_UNEXPECTED_EOF_WHILE_READING { return .ended }
    // In TLS 1.3 the server judges the client after the client's handshake is over.
    throw TLSFailure.broken(witness.explanation(ofAlert: reason) ?? text)
  }

  /// Tells the peer that nothing more will be sent.
  func shutDown() {
    guard isEstablished else { return }
    ERR_clear_error()
    SSL_shutdown(ssl)
    ERR_clear_error()
  }
}
