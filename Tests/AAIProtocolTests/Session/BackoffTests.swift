import Testing

@testable import AAIProtocol

@Suite("backoff")
struct BackoffTests {
  @Test("delays double from half a second to thirty seconds")
  func doubling() {
    var backoff = Backoff(patience: .seconds(3600))
    let delays = (0..<9).compactMap { _ in backoff.next(at: .zero, isCrowded: false, jitter: 1) }
    #expect(
      delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30].map { Duration.milliseconds(Int($0 * 1000)) })
  }

  @Test("patience ends it, and a session that held begins it anew")
  func patience() {
    var backoff = Backoff(patience: .seconds(2))
    #expect(backoff.next(at: .zero, isCrowded: false) != nil)
    #expect(backoff.next(at: .seconds(2), isCrowded: false) == nil)
    backoff.reset()
    #expect(backoff.next(at: .seconds(9), isCrowded: false) != nil)
  }

  @Test("a crowded service is left alone for five seconds at least")
  func crowded() {
    var backoff = Backoff(patience: .seconds(60))
    #expect(backoff.next(at: .zero, isCrowded: true, jitter: 0) == .seconds(5))
  }

  @Test("what the server asks for counts, within bounds")
  func retryAfter() {
    var backoff = Backoff(patience: .seconds(60))
    #expect(
      backoff.next(at: .zero, isCrowded: false, retryAfter: .seconds(7), jitter: 0) == .seconds(7))
    #expect(
      backoff.next(at: .zero, isCrowded: false, retryAfter: .seconds(86_400), jitter: 0)
        == .seconds(30))
  }
}
