public import AAIProtocol

/// Opens connections to a service: name, proxy, TCP, TLS, HTTP, all within one deadline.
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

  /// Opens a WebSocket.
  ///
  /// Nothing of `headers` leaves before the server has proved its name. Redirections are not followed.
  ///
  /// - Parameters:
  ///   - headers: Laid over those of the opening handshake.
  ///   - messageLimit: Bytes of a message at most.
  ///   - done: Given the connection, which begins to listen when `done` returns.
  /// - Returns: The dial, which goes on as long as it is held.
  public func openWebSocket(
    _ url: ServiceURL, headers: HTTPFields, on loop: EventLoop, messageLimit: Int = 16 << 20,
    _ done: @escaping (Result<WebSocketConnection, DialFailure>) -> Void
  ) -> Dial {
    let key = WebSocketKey.random()
    let request = HTTPRequest.upgrade(to: url, key: key, fields: headers)
    return Dial(self, url, on: loop, request: request, for: .webSocket) { outcome in
      do throws(DialFailure) {
        let answer = try outcome.get()
        guard answer.response.status == 101 else {
          throw .refused(answer.response, hostAndPort: url.hostAndPort)
        }
        try answer.response.checkUpgrade(for: key)
        let connection = WebSocketConnection(
          answer.stream, on: loop, role: .client, messageLimit: messageLimit)
        done(.success(connection))
        connection.start(answer.rest)
      } catch {
        done(.failure(error))
      }
    }
  }

  /// Sends one HTTP request and reads the response, of whatever status.
  ///
  /// - Parameters:
  ///   - body: With it the request is a POST, else a GET.
  ///   - done: Given the response, with at most 1 MiB of its body.
  /// - Returns: The dial, which goes on as long as it is held.
  public func request(
    _ url: ServiceURL, headers: HTTPFields, body: String? = nil, on loop: EventLoop,
    _ done: @escaping (Result<HTTPResponse, DialFailure>) -> Void
  ) -> Dial {
    let request = HTTPRequest.document(url, fields: headers, body: body.map { Array($0.utf8) })
    return Dial(self, url, on: loop, request: request, for: .document) { outcome in
      done(outcome.map(\.response))
    }
  }
}
