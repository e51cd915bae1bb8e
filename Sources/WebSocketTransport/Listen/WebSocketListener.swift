public import NIOCore
import NIOHTTP1
import NIOPosix

/// A socket that accepts HTTP/1.1 requests and upgrades some of them to WebSockets.
///
/// Everything runs on the event loop of the socket. Every connection has one deadline for TLS and
/// the whole request, however slowly its bytes come.
public struct WebSocketListener {
  public struct Limits: Sendable {
    /// From accepting a connection to the end of its request.
    public var handshakeTimeout = Duration.seconds(10)
    /// Of a request's line and headers.
    public var headBytes = 128 << 10
    public var bodyBytes = 64 << 10
    /// Open at a time; further ones are closed at once.
    public var connections = 4096

    public init() {}
  }

  /// What a listener asks of whoever uses it; called on the event loop.
  public struct Service {
    public var answer: (ServerRequest) -> ServerReply
    /// A connection that never became a request worth answering: the peer, and what it did.
    public var refused: (_ peer: String, _ reason: String) -> Void

    public init(
      answer: @escaping (ServerRequest) -> ServerReply,
      refused: @escaping (_ peer: String, _ reason: String) -> Void
    ) {
      self.answer = answer
      self.refused = refused
    }
  }

  public let channel: any Channel

  public var address: SocketAddress? { channel.localAddress }

  /// Starts to listen.
  ///
  /// - Parameters:
  ///   - tls: Without it the socket speaks plain HTTP.
  ///   - eventLoop: Must be the one this is called on.
  /// - Returns: The listener; failed with `IOError` when the address cannot be had.
  public static func bind(
    to address: SocketAddress, tls: TLSContext? = nil, limits: Limits = Limits(),
    on eventLoop: any EventLoop, service: Service
  ) -> EventLoopFuture<WebSocketListener> {
    let gate = NIOLoopBound(Gate(tls: tls, limits: limits, service: service), eventLoop: eventLoop)
    return ServerBootstrap(group: eventLoop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.backlog, value: 1024)
      .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try gate.value.admit(channel) }
      }
      .bind(to: address)
      .assumeIsolated()
      .map { WebSocketListener(channel: $0) }
      .nonisolated()
  }
}

extension WebSocketListener: @unchecked Sendable {
  // Unchecked: a NIO channel may be used from any thread; it has no other state.
}

/// Lets connections in, up to the limit; lives on the event loop.
private final class Gate {
  let tls: TLSContext?
  let limits: WebSocketListener.Limits
  let service: WebSocketListener.Service
  private var open = 0

  init(tls: TLSContext?, limits: WebSocketListener.Limits, service: WebSocketListener.Service) {
    self.tls = tls
    self.limits = limits
    self.service = service
  }

  func admit(_ channel: any Channel) throws {
    let peer = channel.remoteAddress?.hostAndPort ?? "unknown"
    guard open < limits.connections else {
      service.refused(peer, "more than \(limits.connections) connections")
      return channel.close(promise: nil)
    }
    open += 1
    channel.closeFuture.assumeIsolated().whenComplete { _ in self.open -= 1 }

    let handshake = ServerHandshake(peer: peer, limits: limits, service: service)
    if let tls {
      let established = channel.eventLoop.makePromise(of: Void.self)
      established.futureResult.assumeIsolated().whenFailure { handshake.tlsFailed($0) }
      try channel.pipeline.syncOperations.addHandler(
        TLSHandler(accepting: tls, established: established))
    }
    try handshake.install(on: channel)
  }
}

extension SocketAddress {
  /// `127.0.0.1:80`, `[::1]:80`.
  public var hostAndPort: String {
    let host = ipAddress ?? "?"
    return (host.contains(":") ? "[\(host)]" : host) + ":\(port ?? 0)"
  }
}
