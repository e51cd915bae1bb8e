import Testing

@testable import ToolSupport

@Suite("a bounded queue")
struct BoundedQueueTests {
  @Test("everything comes out in order, and a full queue holds the producer up")
  func order() {
    let queue = BoundedQueue<Int>(capacity: 3)
    Thread.start {
      for number in 0..<10_000 {
        queue.push(number)
        #expect(queue.count <= 3)
      }
      queue.close()
    }
    var expected = 0
    while let number = queue.pop() {
      #expect(number == expected)
      expected += 1
    }
    #expect(expected == 10_000)
  }
}
