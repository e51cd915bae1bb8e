import Testing

@testable import AAIProtocol

@Suite("the backlog")
struct BacklogTests {
  @Test("what was sent is kept until it is settled, and sent again from there")
  func rewind() {
    var backlog = Backlog()
    backlog.append([1, 2, 3, 4])
    backlog.append([5, 6])
    #expect(backlog.take(5) == [1, 2, 3, 4, 5])
    backlog.settle(before: 2)
    #expect(backlog.rewind() == 3)
    #expect(backlog.take(4) == [3, 4, 5, 6])
    #expect(backlog.end == 6)
  }

  @Test("nothing is settled that was not sent")
  func settle() {
    var backlog = Backlog()
    backlog.append([1, 2, 3])
    _ = backlog.take(1)
    backlog.settle(before: 3)
    #expect(backlog.start == 1)
    #expect(backlog.take(2) == [2, 3])
  }

  @Test("what is dropped is gone, sent or not")
  func drop() {
    var backlog = Backlog()
    backlog.append([1, 2, 3, 4, 5])
    _ = backlog.take(1)
    backlog.drop(before: 3)
    #expect(backlog.start == 3)
    #expect(backlog.cursor == 3)
    #expect(backlog.take(2) == [4, 5])
  }

  @Test("positions and bytes hold together over a long stream")
  func long() {
    var backlog = Backlog()
    var next = 0
    for step in 0..<2000 {
      backlog.append((0..<320).map { UInt8((step * 320 + $0) % 251) })
      let bytes = backlog.take(320)
      #expect(bytes.first == UInt8(next % 251))
      next += 320
      backlog.settle(before: next - 1000)
    }
    #expect(backlog.rewind() == 1000)
    #expect(backlog.take(1).first == UInt8((next - 1000) % 251))
  }
}
