public import AAIProtocol
public import NIOCore
import NIOHTTP1

extension Dialer {
  /// Opens a WebSocket; on its pipeline stands a `WebSocketHandler`, and behind it what `install` adds.
  ///
  /// Nothing of `headers` leaves before the server has proved its name. Redirections are not followed.
  ///
  /// - Parameters:
  ///   - headers: Laid over those of the opening handshake.
  ///   - eventLoop: Must be the one this is called on.
  ///   - messageLimit: Bytes of a message at most.
  ///   - install: Adds the caller's handlers, before the first message can arrive.
  /// - Returns: The connection; failed with `DialFailure`.
  public func openWebSocket(
    _ url: ServiceURL, headers: HeaderFields, on eventLoop: any EventLoop,
    messageLimit: Int = 16 << 20, install: @escaping (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    DialAttempt(self, url, on: eventLoop).run { channel in
      let key = WebSocketKey.random()
      let own: HeaderFields = [
        ("Host", url.authority), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Version", "13"),
      ]
      let request = HTTPRequestHead(
        version: .http1_1, method: .GET, uri: url.target,
        headers: own.overlaid(with: headers).headers)
      return HTTPExchange.perform(request, for: .webSocket, on: channel) { answer in
        guard answer.status == 101 else {
          throw DialFailure.refused(answer, hostAndPort: url.hostAndPort)
        }
        try checkUpgrade(answer, key: key)
        try channel.pipeline.syncOperations.addHandler(
          WebSocketHandler(role: .client, messageLimit: messageLimit))
        try install(channel)
      }.map { _ in channel }
    }
  }
}

/// RFC 6455 §4.1, what a client must check of a 101 before it believes it.
private func checkUpgrade(_ answer: HTTPAnswer, key: String) throws(DialFailure) {
  let headers = answer.headers
  guard answer.version == .http1_1 else {
    throw .badUpgrade("the answer upgrades in \(answer.version), which cannot")
  }
  guard headers[canonicalForm: "Upgrade"].map({ $0.lowercased() }) == ["websocket"] else {
    throw .badUpgrade("the answer does not upgrade to websocket")
  }
  let connection = headers[canonicalForm: "Connection"]
  guard connection.contains(where: { $0.lowercased() == "upgrade" }) else {
    throw .badUpgrade("the answer's Connection header does not say upgrade")
  }
  let accept = headers[canonicalForm: "Sec-WebSocket-Accept"]
  guard accept.count == 1, accept[0] == WebSocketKey.accept(for: key) else {
    throw .badUpgrade("the answer's Sec-WebSocket-Accept is not the one due")
  }
  guard headers["Sec-WebSocket-Extensions"].isEmpty else {
    throw .badUpgrade("the answer uses an extension nobody asked for")
  }
  guard headers["Sec-WebSocket-Protocol"].isEmpty else {
    throw .badUpgrade("the answer uses a subprotocol nobody asked for")
  }
}
