import AAIProtocol
import ToolSupport
import WebSocketTransport

/// The process's one listener on its one event loop, from the first `listen` to the last session.
struct Server {
  /// Time for the Close frames and for the recognisers' ends.
  private static let farewell = Duration.milliseconds(200)

  private let policy: ServicePolicy
  private let diagnostics: Diagnostics
  private let tls: TLSContext?

  init(_ policy: ServicePolicy, _ diagnostics: Diagnostics, tls: TLSContext?) {
    self.policy = policy
    self.diagnostics = diagnostics
    self.tls = tls
  }

  /// Serves on the calling thread until a stop signal.
  func run(at address: ListenAddress) throws(Failure) -> ExitStatus {
    let stop = try StopSignal()
    stop.takeOver()
    let loop = EventLoop()
    let service = Service(policy, diagnostics, isSecure: tls != nil, on: loop)
    let listener = try listen(at: address, for: service)
    do throws(StandardStream.WriteFailure) {
      try announce(listener, address)
    } catch {
      if case .failed(let error) = error { throw .output(error) }
      return .ok
    }
    var stopping: Watch?
    stopping = loop.watch(stop.descriptor, for: .reading) {
      stopping?.cancel()
      listener.close()
      service.shutDown()
      loop.schedule(after: Self.farewell) { loop.stop() }
    }
    loop.run()
    return .ok
  }

  private func listen(
    at address: ListenAddress, for service: Service
  ) throws(Failure) -> WebSocketListener {
    guard let place = SocketAddress(address.host, port: address.port) else {
      throw Failure(.unavailable, "cannot listen on \(address.text): no address")
    }
    var limits = WebSocketListener.Limits()
    limits.handshakeTimeout = policy.handshakeTimeout
    do throws(SystemError) {
      return try WebSocketListener(
        on: place, tls: tls, limits: limits, loop: service.loop,
        service: .init(answer: { service.answer($0) }, refused: { service.refused($0, $1) }))
    } catch {
      throw Failure(.unavailable, "cannot listen on \(address.text): \(error)")
    }
  }

  private func announce(
    _ listener: WebSocketListener, _ address: ListenAddress
  ) throws(StandardStream.WriteFailure) {
    let host = listener.address?.hostAndPort ?? address.text
    let line = ToolEvent.listening(url: "\(tls != nil ? "wss" : "ws")://\(host)/v3/ws").json
    try StandardStream.output.write(line.text + "\n")
  }
}
