import AAIProtocol
import NIOCore
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
    guard let token = (try? JSONValue(parsing: answer.body))?["token"]?.string, !token.isEmpty
    else { throw Failure(.protocolError, "\(url.hostAndPort) answered 200 without a token") }
    // A line feed inside would be a second line for whoever reads one.
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Failure(.protocolError, "\(url.hostAndPort) answered with a token that is no text")
    }
    return token
  }

  private func ask() throws(Failure) -> HTTPAnswer {
    let eventLoop = ClientLoop.start()
    let all = RequestHeader.fields(
      [(name: "Authorization", value: key.secret), RequestHeader.userAgent], given: headers)
    let (dialer, url) = (dialer, url)
    do {
      return try eventLoop.flatSubmit { dialer.request(url, headers: all, on: eventLoop) }.wait()
    } catch let failure as DialFailure {
      throw failure.words
    } catch {
      throw Failure(.unavailable, "no answer from \(url.hostAndPort): \(error)")
    }
  }

  /// Both shapes the service documents: `{"error": …}` and a list of `detail`s.
  private func refusal(_ answer: HTTPAnswer) -> Failure {
    let json = try? JSONValue(parsing: answer.body)
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
