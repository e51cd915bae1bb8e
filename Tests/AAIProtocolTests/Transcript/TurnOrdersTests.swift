import Testing

@testable import AAIProtocol

@Suite("the orders of turns that were seen")
struct TurnOrdersTests {
  @Test("is a set, whatever the order of insertion")
  func set() {
    var orders = TurnOrders()
    var reference: Set<Int> = []
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      let order = Int.random(in: 0..<500, using: &generator)
      let isNew = orders.insert(order)
      #expect(isNew == reference.insert(order).inserted)
      let other = Int.random(in: 0..<500, using: &generator)
      #expect(orders.contains(other) == reference.contains(other))
    }
  }

  @Test("the greatest and the least of numbers are orders, too")
  func extremes() {
    var orders = TurnOrders()
    for order in [Int.max, Int.min, Int.max - 1, Int.min + 1, 0] {
      let isNew = orders.insert(order)
      #expect(isNew)
    }
    for order in [Int.max, Int.min, 0] { #expect(orders.contains(order)) }
  }
}
