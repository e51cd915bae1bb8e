import AAIProtocol
import NIOCore
import NIOHTTP1
import NIOPosix

/// Opens connections to a service: name, proxy, TCP, TLS, HTTP, each step bounded by one deadline.
public struct Dialer: Sendable {
  public var family = AddressFamily.any
  public var proxy: Proxy?
  /// For `wss` and `https`; made once, since a trust store may be large.
  public var tls: TLSContext?
  /// From the first step to the last.
  public var timeout: Duration

  public init(timeout: Duration = .seconds(10)) {
    self.timeout = timeout
  }
}

/// One dial on its way; lives on its event loop.
final class DialAttempt {
  let dialer: Dialer
  let url: ServiceURL
  let eventLoop: any EventLoop
  private var stage = DialFailure.Stage.resolving
  private var channel: (any Channel)?
  private var hasTimedOut = false

  /// Bytes the system may hold that it has not sent yet: two seconds of sound.
  ///
  /// Its own bound is some megabytes, behind which a ping would wait for minutes on a slow line.
  private static let unsentLimit: SocketOptionValue = 65_536

  init(_ dialer: Dialer, _ url: ServiceURL, on eventLoop: any EventLoop) {
    self.dialer = dialer
    self.url = url
    self.eventLoop = eventLoop
  }

  /// Runs `steps` on the connection, tunnelled and encrypted as the URL wants it.
  ///
  /// The answer comes within the dialer's timeout; the connection is closed if it is a failure.
  func run<Result: Sendable>(
    _ steps: @escaping (any Channel) -> EventLoopFuture<Result>
  ) -> EventLoopFuture<Result> {
    let promise = eventLoop.makePromise(of: Result.self)
    let timer = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(dialer.timeout)) {
      self.hasTimedOut = true
      promise.fail(DialFailure.timedOut(hostAndPort: self.peer.hostAndPort, stage: self.stage))
      self.channel?.close(promise: nil)
    }
    connect().assumeIsolated()
      .flatMap { channel in self.adopt(channel) }
      .flatMap { channel in self.tunnel(channel) }
      .flatMap { channel in self.encrypt(channel) }
      .flatMap { channel in
        self.stage = .upgrading
        return steps(channel)
      }
      .whenComplete { result in
        timer.cancel()
        if case .failure = result { self.channel?.close(promise: nil) }
        // After the deadline the promise has failed already.
        if !self.hasTimedOut { promise.completeWith(result.mapError { self.explain($0) }) }
      }
    return promise.futureResult
  }

  /// Who is to answer next.
  private var peer: ServiceURL {
    switch stage {
    case .resolving, .connecting, .tunnelling: dialer.proxy?.url ?? url
    case .handshaking, .upgrading: url
    }
  }

  private func connect() -> EventLoopFuture<any Channel> {
    let peer = peer
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(dialer.timeout))
      .channelOption(.notSentLowWater, value: Self.unsentLimit)
    // For one family the resolver is asked about an address, too: it refuses one of the other.
    if dialer.family == .any,
      let address = try? SocketAddress(ipAddress: peer.host, port: peer.port)
    {
      stage = .connecting
      return bootstrap.connect(to: address)
    }
    let resolver = SystemResolver(dialer.family, on: eventLoop)
    resolver.initiateAQuery(host: peer.host, port: peer.port).assumeIsolated().whenSuccess { _ in
      self.stage = .connecting
    }
    return bootstrap.resolver(resolver).connect(host: peer.host, port: peer.port)
  }

  private func adopt(_ channel: any Channel) -> EventLoopFuture<any Channel> {
    self.channel = channel
    if hasTimedOut { channel.close(promise: nil) }
    return eventLoop.makeSucceededFuture(channel)
  }

  private func tunnel(_ channel: any Channel) -> EventLoopFuture<any Channel> {
    guard let proxy = dialer.proxy else { return eventLoop.makeSucceededFuture(channel) }
    stage = .tunnelling
    var headers = HTTPHeaders([("Host", url.hostAndPort)])
    if let credentials = proxy.credentials {
      let encoded = Base64.text(Array(credentials.utf8))
      headers.add(name: "Proxy-Authorization", value: "Basic " + encoded)
    }
    let request = HTTPRequestHead(
      version: .http1_1, method: .GET, uri: url.hostAndPort, headers: headers)
    return HTTPExchange.perform(request, for: .tunnel, on: channel) { answer in
      guard (200..<300).contains(answer.status) else {
        throw DialFailure.proxy(hostAndPort: proxy.url.hostAndPort, answer)
      }
      guard answer.body.isEmpty else {
        throw DialFailure.strayBytes(proxy: proxy.url.hostAndPort)
      }
    }.map { _ in channel }
  }

  private func encrypt(_ channel: any Channel) -> EventLoopFuture<any Channel> {
    guard url.usesTLS, let context = dialer.tls else {
      return eventLoop.makeSucceededFuture(channel)
    }
    stage = .handshaking
    let established = eventLoop.makePromise(of: Void.self)
    do {
      let handler = try TLSHandler(
        connectingTo: url.host, context, established: established)
      try channel.pipeline.syncOperations.addHandler(handler)
    } catch {
      established.fail(error)
    }
    return established.futureResult.map { channel }
  }

  private func explain(_ error: any Error) -> any Error {
    switch error {
    case let failure as DialFailure: return failure
    case let failure as TLSFailure: return DialFailure.tls(failure, hostAndPort: url.hostAndPort)
    case let error as NIOConnectionError: return explain(error)
    case let error as HTTPParserError:
      return DialFailure.notHTTP(hostAndPort: peer.hostAndPort, reason: "\(error)")
    case is ByteMeter.Exceeded:
      return DialFailure.notHTTP(hostAndPort: peer.hostAndPort, reason: "its head has no end")
    case ChannelError.connectTimeout:
      return DialFailure.timedOut(hostAndPort: peer.hostAndPort, stage: stage)
    case let error as IOError:
      return DialFailure.unreachable(hostAndPort: peer.hostAndPort, reason: reason(error))
    default: return DialFailure.closedByPeer(hostAndPort: peer.hostAndPort)
    }
  }

  private func explain(_ error: NIOConnectionError) -> DialFailure {
    if let failure = (error.dnsAError ?? error.dnsAAAAError) as? DialFailure { return failure }
    let peer = "\(error.host.contains(":") ? "[\(error.host)]" : error.host):\(error.port)"
    let last = error.connectionErrors.last?.error
    if case ChannelError.connectTimeout? = last as? ChannelError {
      return .timedOut(hostAndPort: peer, stage: .connecting)
    }
    let text = (last as? IOError).map(reason) ?? last.map { "\($0)" } ?? "no address of this kind"
    return .unreachable(hostAndPort: peer, reason: text)
  }

  private func reason(_ error: IOError) -> String {
    let text = String(cString: strerror(error.errnoCode))
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
  /// TCP_NOTSENT_LOWAT, tcp(7).
  fileprivate static var notSentLowWater: Self { .init(level: .tcp, name: .init(rawValue: 25)) }
}
