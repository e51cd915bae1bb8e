public import AAIProtocol
public import NIOCore
import NIOHTTP1

extension Dialer {
  /// Sends one HTTP request and reads the answer, of whatever status.
  ///
  /// - Parameters:
  ///   - body: With it the request is a POST, else a GET.
  ///   - eventLoop: Must be the one this is called on.
  /// - Returns: The answer with at most 1 MiB of its body; failed with `DialFailure`.
  public func request(
    _ url: ServiceURL, headers: HeaderFields, body: String? = nil,
    on eventLoop: any EventLoop
  ) -> EventLoopFuture<HTTPAnswer> {
    DialAttempt(self, url, on: eventLoop).run { channel in
      var own: HeaderFields = [("Host", url.authority), ("Connection", "close")]
      if let body { own.append(("Content-Length", String(body.utf8.count))) }
      let request = HTTPRequestHead(
        version: .http1_1, method: body == nil ? .GET : .POST, uri: url.target,
        headers: own.overlaid(with: headers).headers)
      return HTTPExchange.perform(
        request, body: body.map { ByteBuffer(string: $0) }, on: channel
      ).map { answer in
        channel.close(promise: nil)
        return answer
      }
    }
  }
}
