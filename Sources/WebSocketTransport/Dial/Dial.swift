import AAIProtocol
import ToolSupport

/// One request on its way, from the name to the response; given up when nobody holds it any more.
public final class Dial {
  /// The response, what came behind it, and the socket, which is closed with the last reference to it.
  struct Answer {
    let response: HTTPResponse
    let rest: [UInt8]
    let stream: SocketStream
  }

  private let dialer: Dialer
  private let url: ServiceURL
  private let loop: EventLoop
  private let request: HTTPRequest
  private let purpose: HTTPPurpose
  private let done: (Result<Answer, DialFailure>) -> Void

  private var stage = DialFailure.Stage.resolving
  private var timer: Timer?
  private var lookup: NameLookup?
  private var race: ConnectionRace?
  private var stream: SocketStream?
  private var exchange: HTTPExchange?
  private var isOver = false

  init(
    _ dialer: Dialer, _ url: ServiceURL, on loop: EventLoop, request: HTTPRequest,
    for purpose: HTTPPurpose, _ done: @escaping (Result<Answer, DialFailure>) -> Void
  ) {
    self.dialer = dialer
    self.url = url
    self.loop = loop
    self.request = request
    self.purpose = purpose
    self.done = done
    timer = loop.schedule(after: dialer.timeout) { [unowned self] in
      fail(.timedOut(hostAndPort: peer.hostAndPort, stage: stage))
    }
    // Whoever dials is to hold this before it is over.
    loop.schedule(after: .zero) { [weak self] in self?.resolve() }
  }

  deinit { timer?.cancel() }

  /// Who is to answer next.
  private var peer: ServiceURL {
    switch stage {
    case .resolving, .connecting, .tunnelling: dialer.proxy?.url ?? url
    case .handshaking, .upgrading: url
    }
  }

  // MARK: The steps

  private func resolve() {
    // For one family the resolver is asked about an address, too: it refuses one of the other.
    if dialer.family == .any, let address = SocketAddress(peer.host, port: peer.port) {
      return connect(to: [address])
    }
    do throws(SystemError) {
      lookup = try NameLookup(peer.host, port: peer.port, dialer.family, on: loop) {
        [unowned self] outcome in
        switch outcome {
        case .found(let addresses): connect(to: addresses)
        case .failed(let reason, let isTemporary):
          fail(.unresolved(host: peer.host, reason: reason, isTemporary: isTemporary))
        }
      }
    } catch {
      fail(.unresolved(host: peer.host, reason: "\(error)", isTemporary: true))
    }
  }

  private func connect(to addresses: [SocketAddress]) {
    stage = .connecting
    race = ConnectionRace(addresses, on: loop) { [unowned self] outcome in
      switch outcome {
      case .success(let descriptor):
        stream = SocketStream(descriptor, on: loop)
        tunnel()
      case .failure(let error):
        fail(.unreachable(hostAndPort: peer.hostAndPort, reason: "\(error)"))
      }
    }
    race?.start()
  }

  private func tunnel() {
    guard let proxy = dialer.proxy else { return encrypt() }
    stage = .tunnelling
    let request = HTTPRequest.tunnel(to: url, credentials: proxy.credentials)
    perform(request, for: .tunnel) { [unowned self] response, rest in
      guard (200..<300).contains(response.status) else {
        return fail(.proxy(hostAndPort: proxy.url.hostAndPort, response))
      }
      guard rest.isEmpty else { return fail(.strayBytes(proxy: proxy.url.hostAndPort)) }
      encrypt()
    }
  }

  private func encrypt() {
    guard url.usesTLS, let context = dialer.tls else { return ask() }
    stage = .handshaking
    stream?.startTLS(
      { [url] descriptor throws(TLSFailure) in
        try TLSSession(connectingTo: url.host, context, on: descriptor)
      }
    ) { [unowned self] failure in
      if let failure { return fail(.tls(failure, hostAndPort: url.hostAndPort)) }
      ask()
    }
  }

  private func ask() {
    stage = .upgrading
    perform(request, for: purpose) { [unowned self] response, rest in
      guard let stream else { return }
      self.stream = nil
      finish(.success(Answer(response: response, rest: rest, stream: stream)))
    }
  }

  private func perform(
    _ request: HTTPRequest, for purpose: HTTPPurpose,
    _ proceed: @escaping (HTTPResponse, _ rest: [UInt8]) -> Void
  ) {
    guard let stream else { return }
    exchange = HTTPExchange(request, for: purpose, over: stream, on: loop) {
      [unowned self] outcome in
      switch outcome {
      case .success(let answer): proceed(answer.response, answer.rest)
      case .failure(.notHTTP(let violation)):
        fail(.notHTTP(hostAndPort: peer.hostAndPort, reason: violation.rawValue))
      case .failure(.lost(let failure as TLSFailure)):
        fail(.tls(failure, hostAndPort: url.hostAndPort))
      case .failure(.lost(let error as SystemError)):
        fail(.unreachable(hostAndPort: peer.hostAndPort, reason: "\(error)"))
      case .failure(.lost): fail(.closedByPeer(hostAndPort: peer.hostAndPort))
      }
    }
  }

  // MARK: The end

  private func fail(_ failure: DialFailure) {
    stream?.close()
    finish(.failure(failure))
  }

  private func finish(_ outcome: Result<Answer, DialFailure>) {
    guard !isOver else { return }
    isOver = true
    timer?.cancel()
    lookup?.cancel()
    race?.cancel()
    exchange = nil
    done(outcome)
  }
}
