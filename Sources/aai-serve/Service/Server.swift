import AAIProtocol
import NIOCore
import NIOPosix
import Synchronization
import ToolSupport
import WebSocketTransport

/// The process's one listener on its one event loop, from the first `listen` to the last session.
struct Server {
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
    let stopping = Stopping()
    Interruption.watch { _ in stopping.stop() }
    let outcome = Mutex<Failure?>(nil)
    MultiThreadedEventLoopGroup.withCurrentThreadAsEventLoop {
      [policy, diagnostics, tls] eventLoop in
      let service = Service(policy, diagnostics, isSecure: tls != nil, on: eventLoop)
      Server.listen(at: address, tls: tls, service).assumeIsolated().whenComplete { result in
        switch result {
        case .success(let listener):
          do throws(StandardStream.WriteFailure) {
            try Server.announce(listener, address, isSecure: tls != nil)
          } catch {
            if case .failed(let error) = error { outcome.withLock { $0 = .output(error) } }
            return Server.shutDown(eventLoop)
          }
          let bound = NIOLoopBound((service, listener), eventLoop: eventLoop)
          stopping.whenStopped {
            eventLoop.execute {
              let (service, listener) = bound.value
              listener.channel.close(promise: nil)
              service.shutDown()
              // Time for the Close frames and for the recognisers' ends.
              eventLoop.scheduleTask(in: .milliseconds(200)) { Server.shutDown(eventLoop) }
            }
          }
        case .failure(let error):
          let reason =
            (error as? IOError).map { "\(SystemError(code: $0.errnoCode))" } ?? "\(error)"
          outcome.withLock {
            $0 = Failure(.unavailable, "cannot listen on \(address.text): \(reason)")
          }
          Server.shutDown(eventLoop)
        }
      }
    }
    if let failure = outcome.withLock({ $0 }) { throw failure }
    return .ok
  }

  private static func shutDown(_ eventLoop: any EventLoop) {
    eventLoop.shutdownGracefully { _ in }
  }

  private static func listen(
    at address: ListenAddress, tls: TLSContext?, _ service: Service
  ) -> EventLoopFuture<WebSocketListener> {
    let eventLoop = service.eventLoop
    var limits = WebSocketListener.Limits()
    limits.handshakeTimeout = service.policy.handshakeTimeout
    do {
      return WebSocketListener.bind(
        to: try SocketAddress(ipAddress: address.host, port: address.port), tls: tls,
        limits: limits, on: eventLoop,
        service: .init(
          answer: { service.answer($0) }, refused: { service.refused($0, $1) }))
    } catch {
      return eventLoop.makeFailedFuture(error)
    }
  }

  private static func announce(
    _ listener: WebSocketListener, _ address: ListenAddress, isSecure: Bool
  ) throws(StandardStream.WriteFailure) {
    let host = listener.address?.hostAndPort ?? address.text
    let line = ToolEvent.listening(url: "\(isSecure ? "wss" : "ws")://\(host)/v3/ws").json
    try StandardStream.output.write(line.text + "\n")
  }
}

/// Carries a stop signal to the event loop, whichever of the two is there first.
private final class Stopping: Sendable {
  private struct State {
    var isStopped = false
    var action: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  func stop() {
    state.withLock {
      $0.isStopped = true
      return $0.action
    }?()
  }

  func whenStopped(_ action: @escaping @Sendable () -> Void) {
    let isStopped = state.withLock {
      $0.action = action
      return $0.isStopped
    }
    if isStopped { action() }
  }
}
