import AAIProtocol
import NIOCore
import NIOPosix
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
    let eventLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    let url = url
    do {
      var dialer = Dialer()
      if url.usesTLS { dialer.tls = try TLSContext.client(TLSTrust(file: authorities)) }
      let ended = eventLoop.makePromise(of: WebSocketClosure.self)
      let connection = eventLoop.flatSubmit { [dialer] in
        dialer.openWebSocket(
          url, headers: [], on: eventLoop, messageLimit: EchoHandler.messageLimit
        ) { channel in
          try channel.pipeline.syncOperations.addHandler(EchoHandler { ended.succeed($0) })
        }
      }
      connection.whenFailure { ended.fail($0) }
      let closure = try ended.futureResult.wait()
      // The last frame is on its way; the transport's end is the server's to make (RFC 6455 §7.1.1).
      try connection.wait().closeFuture.wait()
      return closure
    } catch let failure as DialFailure {
      throw failure.words
    } catch let failure as TLSFailure {
      throw DialFailure.tls(failure, hostAndPort: url.hostAndPort).words
    } catch {
      throw Failure(.unavailable, "no connection to \(url.hostAndPort): \(error)")
    }
  }
}
