import AAIProtocol
import StreamingClient
import ToolSupport
import WebSocketTransport

/// How a session is asked for, and then connected to as often as it takes.
struct LiveCall: Sendable {
  let url: ServiceURL
  /// The WebSocket of a session that was granted already.
  let session: ServiceURL?
  let body: String
  /// `nil` when there is nothing to be asked.
  let key: Credential?
  let headers: [RequestHeader]
  let dialer: Dialer
  let diagnostics: Diagnostics

  /// Asks for the session with the first connection; the others go to the same URL.
  func connect() -> ClientRun<LiveSession>.Connect {
    var granted = session
    return { loop, done in
      let began = MonotonicClock.now
      let attempt = Attempt()
      let open = { (url: ServiceURL) in
        granted = url
        var dialer = dialer
        // Both steps together take no longer than one may.
        dialer.timeout = max(dialer.timeout - (MonotonicClock.now - began), .milliseconds(1))
        attempt.dial = dialer.openWebSocket(
          url, headers: RequestHeader.fields([RequestHeader.userAgent], given: headers), on: loop,
          done)
      }
      if let granted {
        open(granted)
      } else {
        attempt.dial = ask(on: loop) { outcome in
          switch outcome {
          case .success(let url): open(url)
          case .failure(let failure): done(.failure(failure))
          }
        }
      }
      return attempt
    }
  }

  /// The dial under way, whichever of the two it is.
  private final class Attempt {
    var dial: Dial?
  }

  private func ask(
    on loop: EventLoop, _ done: @escaping (Result<ServiceURL, DialFailure>) -> Void
  ) -> Dial {
    let headers = RequestHeader.fields(
      [
        (name: "x-gladia-key", value: key?.secret ?? ""),
        (name: "Content-Type", value: "application/json"), RequestHeader.userAgent,
      ], given: headers)
    return dialer.request(url, headers: headers, body: body, on: loop) { outcome in
      done(Result { () throws(DialFailure) in try grant(in: try outcome.get()) })
    }
  }

  private func grant(in answer: HTTPResponse) throws(DialFailure) -> ServiceURL {
    guard (200..<300).contains(answer.status) else {
      throw .refused(explained(answer), hostAndPort: url.hostAndPort)
    }
    guard let grant = LiveSessionResponse(parsing: answer.text) else {
      throw .badUpgrade("the answer to the request names no session")
    }
    // Audio must not go over the network in the clear when the key did not, and the dialer is
    // made for one of the two.
    guard grant.url.usesTLS == url.usesTLS else {
      throw .badUpgrade(
        "the answer names a \(grant.url.scheme.rawValue):// URL, "
          + "but the request went to \(url.scheme.rawValue)://")
    }
    diagnostics.note("session \(grant.id)")
    return grant.url
  }

  /// The answer with the service's own words for a body.
  private func explained(_ answer: HTTPResponse) -> HTTPResponse {
    var answer = answer
    if let refusal = LiveRefusal(parsing: answer.text) {
      answer.body = Array(refusal.words.utf8)
    }
    return answer
  }
}
