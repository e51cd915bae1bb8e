import COpenSSL
import NIOCore
import NIOPosix
import TestKit

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
  ) async throws {
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
    try await self.init(host, client) { try Self.accept($0, server) }
  }

  /// Meets a server that is to be trusted, but wants to see a certificate of the client's.
  init(demandingOf host: String, maximum version: Int32) async throws {
    let authority = try ThrowAwayAuthority(for: [host])
    let folder = try TemporaryFolder()
    let client = try TLSContext.client(
      TLSTrust(file: try folder.write("root.pem", authority.authority)))
    let server = try TLSContext.server(
      certificate: try folder.write("chain.pem", authority.chain),
      key: try folder.write("key.pem", authority.key))
    SSL_CTX_set_verify(
      server.pointer, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    _ = aai_ctx_set_max_version(server.pointer, version)
    try await self.init(host, client) { try Self.accept($0, server) }
  }

  /// Meets a server that speaks no TLS, but says `answer` to whatever comes, and leaves.
  init(_ host: String, answer: [UInt8]) async throws {
    try await self.init(host, try TLSContext.client(), answer: answer) { _ in }
  }

  private static func accept(_ channel: any Channel, _ context: TLSContext) throws {
    let handler = try TLSHandler(accepting: context, established: channel.eventLoop.makePromise())
    try channel.pipeline.syncOperations.addHandler(handler)
  }

  private init(
    _ host: String, _ client: TLSContext, answer: [UInt8] = [],
    server prepare: @escaping @Sendable (any Channel) throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let received = group.next().makePromise(of: [UInt8].self)
    let established = group.next().makePromise(of: Void.self)
    let broken = group.next().makePromise(of: TLSFailure?.self)
    let listener = try await ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try prepare(channel)
          try channel.pipeline.syncOperations.addHandler(Listening(received, answer: answer))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let connection = try await ClientBootstrap(group: group)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try TLSHandler(connectingTo: host, client, established: established)
          try channel.pipeline.syncOperations.addHandlers([handler, Complaining(broken)])
          channel.writeAndFlush(ByteBuffer(string: Self.secret), promise: nil)
        }
      }
      .connect(to: listener.localAddress!).get()
    do {
      try await established.futureResult.get()
      failure = try await broken.futureResult.get()
    } catch let refusal as TLSFailure {
      failure = refusal
    }
    self.received = try await received.futureResult.get()
    try await connection.closeFuture.get()
    try await listener.close()
  }
}

/// Hears one message, answers it and hangs up; or hears that the client has left.
private final class Listening: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let received: EventLoopPromise<[UInt8]>
  private let answer: [UInt8]
  private var bytes: [UInt8] = []

  init(_ received: EventLoopPromise<[UInt8]>, answer: [UInt8]) {
    self.received = received
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes += unwrapInboundIn(data).readableBytesView
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { received.succeed(bytes) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

/// The client's: the first thing that breaks, or nothing.
private final class Complaining: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let broken: EventLoopPromise<TLSFailure?>

  init(_ broken: EventLoopPromise<TLSFailure?>) { self.broken = broken }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    broken.succeed(error as? TLSFailure)
  }

  func channelInactive(context: ChannelHandlerContext) { broken.succeed(nil) }
}
