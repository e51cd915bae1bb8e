import ToolSupport
import WebSocketTransport

/// Sends back every message of every client, whatever path it asks for.
struct EchoServer {
  /// 0 for one that is free.
  let port: Int

  /// Serves until a signal ends the process.
  func run() throws(Failure) -> ExitStatus {
    let loop = EventLoop()
    var connections: [ObjectIdentifier: WebSocketConnection] = [:]
    let service = WebSocketListener.Service(
      answer: { _ in
        .webSocket(messageLimit: WebSocketEcho.messageLimit) { connection in
          WebSocketEcho.start(connection)
          let id = ObjectIdentifier(connection)
          connections[id] = connection
          connection.ended = { connections[id] = nil }
        }
      }, refused: { _, _ in })
    guard let address = SocketAddress("127.0.0.1", port: port) else { return .internalError }
    let listener: WebSocketListener
    do throws(SystemError) {
      listener = try WebSocketListener(on: address, loop: loop, service: service)
    } catch {
      throw Failure(.unavailable, "cannot listen on port \(port): \(error)")
    }
    do throws(StandardStream.WriteFailure) {
      try StandardStream.output.write("ws://\(listener.address?.hostAndPort ?? "")/\n")
    } catch {
      if case .failed(let reason) = error { throw .output(reason) }
    }
    loop.run()
    return .ok
  }
}
