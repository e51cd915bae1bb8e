import COpenSSL
import Glibc

/// What OpenSSL found wrong with a chain, written down while the certificates are still at hand.
///
/// A client that refuses a certificate keeps none of it, so the callback is the only place to learn
/// the dates and the names that make a message useful.
final class CertificateInspector {
  let host: String
  private(set) var problem: CertificateProblem?
  /// Whether the server has asked who the client is.
  private var wasAsked = false

  init(host: String) { self.host = host }

  /// Judges nothing: the verdict stays OpenSSL's.
  static let callback: @convention(c) (Int32, OpaquePointer?) -> Int32 = { verdict, store in
    guard verdict == 0, let store,
      let ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()),
      let data = aai_app_data(OpaquePointer(ssl))
    else { return verdict }
    Unmanaged<CertificateInspector>.fromOpaque(data).takeUnretainedValue().note(store)
    return verdict
  }

  /// Shows no certificate, for there is none.
  static let request:
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32 = { ssl, _, _ in
      if let data = aai_app_data(ssl) {
        Unmanaged<CertificateInspector>.fromOpaque(data).takeUnretainedValue().wasAsked = true
      }
      return 0
    }

  /// What an alert means that says too little, or nil if it says enough.
  ///
  /// Until TLS 1.3 a server that wants a certificate says no more than that the handshake failed.
  func explanation(ofAlert reason: Int32) -> String? {
    switch reason {
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      wasAsked ? "the server demands a client certificate" : nil
    default: nil
    }
  }

  private func note(_ store: OpaquePointer) {
    guard problem == nil else { return }
    let certificate = X509_STORE_CTX_get_current_cert(store)
    problem = CertificateProblem(
      kind: kind(X509_STORE_CTX_get_error(store), certificate), host: host)
  }

  private func kind(_ code: Int32, _ certificate: OpaquePointer?) -> CertificateProblem.Kind {
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      .expired(on: date(X509_get0_notAfter(certificate)))
    case X509_V_ERR_CERT_NOT_YET_VALID:
      .notYetValid(until: date(X509_get0_notBefore(certificate)))
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      .selfSigned
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      .unknownIssuer(name(X509_get_issuer_name(certificate)))
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      .unknownIssuer(name(X509_get_subject_name(certificate)))
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      .wrongName(certified: certifiedNames(certificate))
    default:
      .other(String(cString: X509_verify_cert_error_string(Int(code))))
    }
  }

  private func date(_ time: UnsafePointer<ASN1_TIME>?) -> String {
    var broken = tm()
    guard let time, ASN1_TIME_to_tm(time, &broken) == 1 else { return "an unreadable date" }
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M UTC", &broken)
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private func name(_ name: OpaquePointer?) -> String {
    guard let bio = BIO_new(BIO_s_mem()) else { return "" }
    defer { BIO_free(bio) }
    _ = aai_print_name(bio, name)
    var data: UnsafeMutablePointer<CChar>?
    let count = aai_bio_pending(bio, &data)
    return String(
      decoding: UnsafeRawBufferPointer(start: data, count: Int(count)), as: UTF8.self)
  }

  private func certifiedNames(_ certificate: OpaquePointer?) -> [String] {
    guard let certificate,
      let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
    else { return [] }
    let stack = OpaquePointer(names)
    defer { GENERAL_NAMES_free(stack) }
    return (0..<aai_general_name_count(stack)).compactMap { index in
      aai_general_name(stack, index).flatMap { text(of: $0.pointee) }
    }
  }

  private func text(of name: GENERAL_NAME) -> String? {
    let string: UnsafeMutablePointer<ASN1_STRING>?
    switch name.type {
    case GEN_DNS: string = name.d.dNSName
    case GEN_IPADD: string = name.d.iPAddress
    default: return nil
    }
    guard let string, let bytes = ASN1_STRING_get0_data(string) else { return nil }
    let raw = UnsafeRawBufferPointer(start: bytes, count: Int(ASN1_STRING_length(string)))
    guard name.type == GEN_IPADD else { return String(decoding: raw, as: UTF8.self) }
    var buffer = [CChar](repeating: 0, count: 64)
    let family = raw.count == 4 ? AF_INET : AF_INET6
    guard raw.count == 4 || raw.count == 16,
      inet_ntop(family, raw.baseAddress, &buffer, socklen_t(buffer.count)) != nil
    else { return nil }
    return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }
}
