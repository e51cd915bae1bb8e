import AAIProtocol
import StreamingClient
import ToolSupport
import WebSocketTransport

/// One `GET /v3/token`.
struct TokenRequest {
  let url: ServiceURL
  let key: Credential
  let headers: [RequestHeader]
  let dialer: Dialer

  /// The token; whatever keeps it away as the service's own words.
  func token() throws(Failure) -> String {
    let answer = try ask()
    guard answer.status == 200 else { throw refusal(answer) }
    guard let token = (try? JSONValue(parsing: answer.text))?["token"]?.string, !token.isEmpty
    else { throw Failure(.protocolError, "\(url.hostAndPort) answered 200 without a token") }
    // A line feed inside would be a second line for whoever reads one.
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Failure(.protocolError, "\(url.hostAndPort) answered with a token that is no text")
    }
    return token
  }

  private func ask() throws(Failure) -> HTTPResponse {
    let loop = EventLoop()
    let all = RequestHeader.fields(
      [(name: "Authorization", value: key.secret), RequestHeader.userAgent], given: headers)
    var outcome = Result<HTTPResponse, DialFailure>.failure(
      .closedByPeer(hostAndPort: url.hostAndPort))
    let dial = dialer.request(url, headers: all, on: loop) {
      outcome = $0
      loop.stop()
    }
    do throws(DialFailure) {
      return try withExtendedLifetime(dial) { () throws(DialFailure) in
        loop.run()
        return try outcome.get()
      }
    } catch {
      throw error.words
    }
  }

  /// Both shapes the service documents: `{"error": …}` and a list of `detail`s.
  private func refusal(_ answer: HTTPResponse) -> Failure {
    let json = try? JSONValue(parsing: answer.text)
    let details = json?["detail"]?.array?.compactMap { detail -> String? in
      guard let message = detail["msg"]?.string else { return nil }
      let place = detail["loc"]?.array?.compactMap(\.string).last
      return place.map { "\($0): \(message)" } ?? message
    }
    let said =
      json?["error"]?.string ?? json?["detail"]?.string ?? details?.joined(separator: "; ")
      ?? answer.excerpt
    let status: ExitStatus =
      switch answer.status {
      case 401, 402, 403: .refused
      case 429: .tryAgain
      case 500...599: .unavailable
      default: .protocolError
      }
    let words = said.isEmpty ? "HTTP \(answer.status)" : "HTTP \(answer.status): \(said)"
    return Failure(status, "\(url.hostAndPort) gave no token: \(words)")
  }
}
