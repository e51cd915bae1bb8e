import Testing

@testable import AAIProtocol

@Suite("turns that are over")
struct FinishedTurnsTests {
  private func turn(_ text: String, formatted: Bool = true) -> Turn {
    Turn(order: 7, isFormatted: formatted, isFinal: true, transcript: text)
  }

  @Test(
    "are known again by their words, and their formatted twins by most of them",
    arguments: [
      ("Send it.", true, "Send it.", true, true), ("send it", false, "Send it.", true, true),
      ("send it", false, "send it", false, true), ("Send it.", true, "send it", false, true),
      ("call five five", false, "Call 55.", true, true), ("你好世界", false, "你好，世界。", true, true),
      ("Before zero.", true, "After zero.", true, false), ("yes", false, "No.", true, false),
      ("Call 55.", true, "Call 56.", true, false), ("one two", true, "three", false, false),
    ])
  func again(first: String, isFormatted: Bool, then: String, isThenFormatted: Bool, same: Bool) {
    var turns = FinishedTurns()
    #expect(turns.relation(to: turn(then)) == .new)
    turns.insert(turn(first, formatted: isFormatted))
    #expect(
      turns.relation(to: turn(then, formatted: isThenFormatted)) == (same ? .again : .other))
  }

  @Test("take no more room in a session without end, and the newest are known longest")
  func bound() {
    var turns = FinishedTurns()
    for order in 0..<20_000 {
      turns.insert(Turn(order: order, isFinal: true, transcript: "\(order)"))
    }
    #expect(!turns.contains(0))
    #expect((16_000..<20_000).allSatisfy(turns.contains))
  }
}
