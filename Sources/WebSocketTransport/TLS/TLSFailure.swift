/// Why there is no TLS session.
public enum TLSFailure: Error, Sendable, Equatable {
  /// The peer's certificate does not prove that it is who was asked for; nothing was sent to it.
  case untrusted(CertificateProblem)
  /// The handshake failed, in OpenSSL's or the peer's own words.
  case handshake(String)
  /// What came back is no TLS at all.
  case notTLS
  /// The connection ended in the middle of the handshake.
  case closedDuringHandshake
  /// The bytes on an established connection could not be read as TLS.
  case broken(String)
  /// A certificate, a key or a trust store cannot be used; `path` names it.
  case unusable(path: String, reason: String)
}

/// What is wrong with a certificate, in the words of whoever must mend it.
public struct CertificateProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case expired(on: String)
    case notYetValid(until: String)
    case selfSigned
    case unknownIssuer(String)
    case wrongName(certified: [String])
    case other(String)
  }

  public var kind: Kind
  /// Whom the client wanted to talk to.
  public var host: String

  /// `certificate of example.org expired on 1 May 2025`.
  public var description: String {
    switch kind {
    case .expired(let date): "certificate of \(host) expired on \(date)"
    case .notYetValid(let date): "certificate of \(host) is not valid before \(date)"
    case .selfSigned: "certificate of \(host) is self-signed"
    case .unknownIssuer(let issuer): "certificate of \(host) is from an unknown issuer: \(issuer)"
    case .wrongName([]):
      "certificate of \(host) names no host in its subjectAltName"
    case .wrongName(let names):
      "certificate is not for \(host) but for " + names.prefix(4).joined(separator: ", ")
    case .other(let reason): "certificate of \(host) cannot be trusted: \(reason)"
    }
  }
}
