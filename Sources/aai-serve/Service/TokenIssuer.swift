/// Temporary tokens: each opens sessions for a while, of a bounded length.
struct TokenIssuer {
  struct Grant: Equatable {
    /// Until when, on the caller's clock, a session may be opened.
    var deadline: Duration
    var sessionCap: Duration
  }

  /// Beyond this many the oldest are forgotten.
  private static let capacity = 10_000

  private var grants: [String: Grant] = [:]
  private var order: [String] = []

  /// A new token of some 2.6 kB, as long as the service's own.
  mutating func mint(at now: Duration, lifetime: Duration, sessionCap: Duration) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<2600).map { _ in alphabet[Int(generator.next() >> 58)] }
    let token = "AQI" + String(decoding: digits, as: UTF8.self)
    grants[token] = Grant(deadline: now + lifetime, sessionCap: sessionCap)
    order.append(token)
    if order.count > Self.capacity { grants[order.removeFirst()] = nil }
    return token
  }

  /// - Returns: The length a session opened with `token` may have; `nil` for a token that is none.
  func redeem(_ token: String, at now: Duration) throws(SessionError) -> Duration? {
    guard let grant = grants[token] else { return nil }
    guard now < grant.deadline else { throw .expiredToken }
    return grant.sessionCap
  }
}
