import COpenSSL
import Glibc
import TestKit
import ToolSupport

@testable import WebSocketTransport

/// One connection over loopback between the client's side of TLS and a server that may be anything.
///
/// The client writes at once, before any handshake, and so shows whether bytes get past one that fails.
struct TLSMeeting {
  static let secret = "the key"

  /// What the client minded; nil if it was content to the end.
  let failure: TLSFailure?
  /// The server's side of what the client has sent, decrypted if the server speaks TLS.
  let received: [UInt8]

  /// Whether there was a session, in which the secret was told.
  var isEstablished: Bool { failure == nil && received.elementsEqual(Self.secret.utf8) }
  /// Whether there was none, and nothing was told.
  var isRefused: Bool { failure != nil && received.isEmpty }
  /// Whether there was none because of the server's certificate.
  var isDistrusted: Bool { isRefused && problem != nil }
  /// What is wrong with the server's certificate.
  var problem: CertificateProblem.Kind? {
    if case .untrusted(let problem) = failure { problem.kind } else { nil }
  }

  /// Meets a server that shows `chain`, leaf first, and owns the leaf's key.
  ///
  /// - Parameter isWeak: The server itself minds no weak key or digest of its own.
  init(
    _ host: String, trusting roots: [ForgedCertificate], chain: [ForgedCertificate],
    isWeak: Bool = false
  ) throws {
    let folder = try TemporaryFolder()
    let pem = chain.map(\.pem).joined()
    let certificate = try folder.write("chain.pem", pem)
    let key = try folder.write("key.pem", chain[0].keyPEM)
    let trust = try folder.write("roots.pem", roots.map(\.pem).joined())
    let client = try TLSContext.client(TLSTrust(file: trust))
    let server: TLSContext
    if isWeak {
      // Of the same kind, for it takes the place of the weak one where the kinds differ.
      let strong = try ForgedCertificate(
        "strong", key: chain[0].isRSA ? .rsa(bits: 2048) : .p256)
      server = try TLSContext.server(
        certificate: try folder.write("strong.pem", strong.pem),
        key: try folder.write("strong.key", strong.keyPEM))
      SSL_CTX_set_security_level(server.pointer, 0)
      guard SSL_CTX_use_certificate_chain_file(server.pointer, certificate) == 1,
        SSL_CTX_use_PrivateKey_file(server.pointer, key, SSL_FILETYPE_PEM) == 1
      else { throw Failed("the server's certificate cannot be used") }
    } else {
      server = try TLSContext.server(certificate: certificate, key: key)
    }
    try self.init(host, client) { (descriptor) throws(TLSFailure) in
      try TLSSession(accepting: server, on: descriptor)
    }
  }

  /// Meets a server that is to be trusted, but wants to see a certificate of the client's.
  init(demandingOf host: String, maximum version: Int32) throws {
    let authority = try EphemeralAuthority(for: [host])
    let folder = try TemporaryFolder()
    let client = try TLSContext.client(
      TLSTrust(file: try folder.write("root.pem", authority.authority)))
    let server = try TLSContext.server(
      certificate: try folder.write("chain.pem", authority.chain),
      key: try folder.write("key.pem", authority.key))
    SSL_CTX_set_verify(
      server.pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    _ = aai_ctx_set_max_version(server.pointer, version)
    try self.init(host, client) { (descriptor) throws(TLSFailure) in
      try TLSSession(accepting: server, on: descriptor)
    }
  }

  /// Meets a server that speaks no TLS, but says `answer` to whatever comes, and leaves.
  init(_ host: String, answer: [UInt8]) throws {
    try self.init(host, try TLSContext.client(), answer: answer, server: nil)
  }

  private typealias Accept = (CInt) throws(TLSFailure) -> TLSSession

  private init(
    _ host: String, _ client: TLSContext, answer: [UInt8] = [], server accept: Accept?
  ) throws {
    let loop = EventLoop()
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0
    else { throw SystemError() }
    let peer = Peer(SocketStream(ends[1], on: loop), answer: answer)
    let stream = SocketStream(ends[0], on: loop)
    var failure: TLSFailure?
    var isOver = (client: false, server: false)
    func finish() { if isOver.client, isOver.server { loop.stop() } }
    func leave(_ reason: TLSFailure?) {
      failure = failure ?? reason
      stream.close()
      isOver.client = true
      finish()
    }
    peer.left = {
      isOver.server = true
      finish()
    }
    stream.ended = { leave($0 as? TLSFailure) }
    peer.start(accept)
    stream.startTLS(
      { descriptor throws(TLSFailure) in
        try TLSSession(connectingTo: host, client, on: descriptor)
      }
    ) { refusal in
      if let refusal { return leave(refusal) }
      stream.setReading(true)
      stream.flush()
    }
    // Before the handshake, which it must not get past.
    stream.write(Array(Self.secret.utf8))
    stream.flush()
    let deadline = loop.schedule(after: .seconds(20)) { loop.stop() }
    loop.run()
    deadline.cancel()
    guard isOver == (true, true) else { throw Failed("the meeting had no end") }
    self.failure = failure
    received = peer.bytes
  }
}

/// Hears one message, answers it and hangs up; or hears that the client has left.
private final class Peer {
  private let stream: SocketStream
  private let answer: [UInt8]
  private(set) var bytes: [UInt8] = []
  var left: () -> Void = {}

  init(_ stream: SocketStream, answer: [UInt8]) {
    self.stream = stream
    self.answer = answer
  }

  /// - Parameter accept: Makes TLS of it; without it none is spoken.
  func start(_ accept: ((CInt) throws(TLSFailure) -> TLSSession)?) {
    stream.received = { [unowned self] in
      bytes += $0
      stream.write(answer)
      stream.flush()
      leave()
    }
    stream.ended = { [unowned self] _ in leave() }
    guard let accept else { return stream.setReading(true) }
    stream.startTLS(accept) { [unowned self] failure in
      if failure == nil { stream.setReading(true) } else { leave() }
    }
  }

  private func leave() {
    stream.close()
    left()
  }
}
