import NIOCore
import NIOPosix
import ToolSupport
import WebSocketTransport

/// Sends back every message of every client, whatever path it asks for.
struct EchoServer {
  /// 0 for one that is free.
  let port: Int

  /// Serves until a signal ends the process.
  func run() throws(Failure) -> ExitStatus {
    let eventLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    let port = port
    let listener: WebSocketListener
    do {
      let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
      listener = try eventLoop.flatSubmit {
        WebSocketListener.bind(
          to: address, on: eventLoop,
          service: .init(
            answer: { _ in
              .webSocket(messageLimit: EchoHandler.messageLimit) { channel in
                try channel.pipeline.syncOperations.addHandler(EchoHandler())
              }
            }, refused: { _, _ in }))
      }.wait()
    } catch {
      throw Failure(.unavailable, "cannot listen on port \(port): \(error)")
    }
    do throws(StandardStream.WriteFailure) {
      try StandardStream.output.write("ws://\(listener.address?.hostAndPort ?? "")/\n")
    } catch {
      if case .failed(let reason) = error { throw .output(reason) }
    }
    try? listener.channel.closeFuture.wait()
    return .ok
  }
}
