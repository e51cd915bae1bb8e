import AAIProtocol
import StreamingClient
import ToolSupport
import WebSocketTransport

/// One connection, on which every message is sent back until the server closes it.
struct EchoClient {
  let url: ServiceURL
  let authorities: String?

  func run() throws(Failure) -> ExitStatus {
    switch try closure() {
    case .closed: return .ok
    case .violated(let violation):
      throw Failure(.protocolError, "\(url.hostAndPort) \(violation.deed)")
    case .lost: throw Failure(.unavailable, "connection to \(url.hostAndPort) lost")
    }
  }

  private func closure() throws(Failure) -> WebSocketClosure {
    let loop = EventLoop()
    var dialer = Dialer()
    if url.usesTLS {
      do throws(TLSFailure) {
        dialer.tls = try TLSContext.client(TLSTrust(file: authorities))
      } catch {
        throw DialFailure.tls(error, hostAndPort: url.hostAndPort).words
      }
    }
    var closure: WebSocketClosure?
    var failure: DialFailure?
    var connection: WebSocketConnection?
    let dial = dialer.openWebSocket(
      url, headers: HTTPFields(), on: loop, messageLimit: WebSocketEcho.messageLimit
    ) { outcome in
      switch outcome {
      case .success(let opened):
        connection = opened
        WebSocketEcho.start(opened) { closure = $0 }
        // The last frame is on its way; the transport's end is the server's to make (RFC 6455 §7.1.1).
        opened.ended = { loop.stop() }
      case .failure(let reason):
        failure = reason
        loop.stop()
      }
    }
    withExtendedLifetime((dial, connection)) { loop.run() }
    if let failure { throw failure.words }
    return closure ?? .lost(nil)
  }
}
