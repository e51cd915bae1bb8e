import CLinux
import Glibc
public import ToolSupport

/// A socket that accepts HTTP/1.1 requests and upgrades some of them to WebSockets.
///
/// Everything runs on one event loop. Every connection has one deadline for TLS and the whole
/// request, however slowly its bytes come.
public final class WebSocketListener {
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

  /// What a listener asks of whoever uses it.
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

  private let loop: EventLoop
  private let descriptor: CInt
  private let tls: TLSContext?
  private let limits: Limits
  private let service: Service
  private var watch: Watch?
  private var handshakes: [ObjectIdentifier: ServerHandshake] = [:]
  private var open = 0

  /// Starts to listen.
  ///
  /// - Parameter tls: Without it the socket speaks plain HTTP.
  public init(
    on address: SocketAddress, tls: TLSContext? = nil, limits: Limits = Limits(), loop: EventLoop,
    service: Service
  ) throws(SystemError) {
    let descriptor = socket(
      address.family, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0
    )
    guard descriptor >= 0 else { throw SystemError() }
    setOption(SOL_SOCKET, SO_REUSEADDR, 1, of: descriptor)
    guard address.withAddress({ Glibc.bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 1024) == 0
    else {
      let error = SystemError()
      Glibc.close(descriptor)
      throw error
    }
    self.loop = loop
    self.descriptor = descriptor
    self.tls = tls
    self.limits = limits
    self.service = service
    watch = loop.watch(descriptor, for: .reading) { [unowned self] in accept() }
  }

  deinit { close() }

  public var address: SocketAddress? { SocketAddress { getsockname(descriptor, $0, &$1) } }

  /// Accepts nothing more; the connections there are go on.
  public func close() {
    guard let watch else { return }
    watch.cancel()
    self.watch = nil
    Glibc.close(descriptor)
  }

  private func accept() {
    // A few at a time, so that the others have their turn, too.
    for _ in 0..<16 {
      let descriptor = aai_accept(
        descriptor, CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue))
      guard descriptor >= 0 else {
        if errno == EAGAIN { return }
        // Without descriptors there is nothing to do but wait for one to be closed.
        if errno == EMFILE || errno == ENFILE { return pause() }
        continue
      }
      setOption(IPPROTO_TCP, TCP_NODELAY, 1, of: descriptor)
      admit(SocketStream(descriptor, on: loop))
    }
  }

  private func pause() {
    watch?.interest = []
    loop.schedule(after: .milliseconds(100)) { [weak self] in self?.watch?.interest = .reading }
  }

  private func admit(_ stream: SocketStream) {
    let peer = stream.peer ?? "unknown"
    guard open < limits.connections else {
      service.refused(peer, "more than \(limits.connections) connections")
      return stream.close()
    }
    open += 1
    stream.released = { [weak self] in self?.open -= 1 }
    let handshake = ServerHandshake(
      stream, peer: peer, limits: limits, service: service, on: loop
    ) { [unowned self] in handshakes[ObjectIdentifier($0)] = nil }
    handshakes[ObjectIdentifier(handshake)] = handshake
    handshake.start(tls)
  }
}
