import Testing

@testable import AAIProtocol

@Suite("runs at random")
struct RandomRunTests {
  @Test(
    "whatever happens when, every byte is sent, settled or said to be lost, and none is settled twice",
    arguments: 0..<12)
  func account(block: Int) {
    for seed in block * 25..<(block + 1) * 25 {
      var service = RandomService(seed: UInt64(seed))
      service.run()
      #expect(service.mistakes.isEmpty, "seed \(seed): \(service.mistakes)")
      #expect(service.end == .complete, "seed \(seed)")
    }
  }
}
