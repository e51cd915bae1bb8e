import AAIProtocol
import NIOCore
import StreamingClient
import ToolSupport
import WebSocketTransport

/// How a session is asked for, and then connected to as often as it takes.
struct LiveCall: Sendable {
  let url: ServiceURL
  let body: String
  let key: Credential
  let headers: [RequestHeader]
  let dialer: Dialer
  let diagnostics: Diagnostics

  /// Asks for the session with the first connection; the others go to the same URL.
  func connector(on eventLoop: any EventLoop) -> Connector {
    var granted: ServiceURL?
    return Connector { install in
      let began = ContinuousClock.now
      let grant =
        granted.map { eventLoop.makeSucceededFuture($0) } ?? ask(on: eventLoop)
      return grant.assumeIsolated().flatMap { url in
        granted = url
        var dialer = dialer
        // Both steps together take no longer than one may.
        dialer.timeout = max(dialer.timeout - (.now - began), .milliseconds(1))
        return dialer.openWebSocket(
          url, headers: RequestHeader.fields([RequestHeader.userAgent], given: headers),
          on: eventLoop, install: install)
      }.nonisolated()
    }
  }

  private func ask(on eventLoop: any EventLoop) -> EventLoopFuture<ServiceURL> {
    let headers = RequestHeader.fields(
      [
        (name: "x-gladia-key", value: key.secret),
        (name: "Content-Type", value: "application/json"), RequestHeader.userAgent,
      ], given: headers)
    return dialer.request(url, headers: headers, body: body, on: eventLoop).flatMapThrowing {
      answer in
      guard (200..<300).contains(answer.status) else {
        throw DialFailure.refused(explained(answer), hostAndPort: url.hostAndPort)
      }
      guard let grant = LiveGrant(parsing: answer.body) else {
        throw DialFailure.badUpgrade("the answer to the request names no session")
      }
      // Sound must not go over the network in the clear when the key did not, and the dialer is
      // made for one of the two.
      guard grant.url.usesTLS == url.usesTLS else {
        throw DialFailure.badUpgrade(
          "the answer names a \(grant.url.scheme.rawValue):// URL, "
            + "but the request went to \(url.scheme.rawValue)://")
      }
      diagnostics.note("session \(grant.id)")
      return grant.url
    }
  }

  /// The answer with the service's own words for a body.
  private func explained(_ answer: HTTPAnswer) -> HTTPAnswer {
    var answer = answer
    if let refusal = LiveRefusal(parsing: answer.body) { answer.body = refusal.words }
    return answer
  }
}
