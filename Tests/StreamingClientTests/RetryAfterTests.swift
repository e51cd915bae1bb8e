import StreamingClient
import Testing

@testable import WebSocketTransport

@Suite("Retry-After")
struct RetryAfterTests {
  @Test(
    "whole seconds count, up to a day; anything else is left to the backoff",
    arguments: [
      ("0", 0), ("7", 7), (" 7 ", 7), ("007", 7), ("86400", 86_400), ("86401", 86_400),
      ("100000000000000000000", 86_400), ("-1", nil), ("+7", nil), ("1.5", nil), ("7s", nil),
      ("", nil), ("soon", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
    ] as [(String, Int?)])
  func seconds(text: String, expected: Int?) {
    let answer = HTTPResponse(
      status: 503, fields: HTTPFields([(name: "retry-after", value: text)]))
    let failure = DialFailure.refused(answer, hostAndPort: "a.example:443")
    #expect(failure.retryAfter == expected.map { .seconds($0) })
  }
}
