import AAIProtocol
import Testing

@Suite("session ID")
struct SessionIDTests {
  @Test("is a random UUID of version 4, and never the same")
  func form() throws {
    let ids = (0..<200).map { _ in SessionID.random() }
    #expect(Set(ids).count == ids.count)
    for id in ids {
      let parts = id.split(separator: "-", omittingEmptySubsequences: false)
      #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
      #expect(id.allSatisfy { $0 == "-" || "0123456789abcdef".contains($0) })
      #expect(parts[2].first == "4")
      #expect("89ab".contains(try #require(parts[3].first)))
    }
  }
}
