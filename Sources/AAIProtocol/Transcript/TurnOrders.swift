/// A set of turn orders that stays small however many there are, since they come almost in sequence.
struct TurnOrders: Sendable {
  private var ranges: [ClosedRange<Int>] = []
  /// Orders without any sequence must not fill the memory: the lowest are forgotten first.
  private let limit = 4096

  /// - Returns: Whether the order was new.
  mutating func insert(_ order: Int) -> Bool {
    let index = firstRange(endingAtOrAfter: order)
    if index < ranges.count, ranges[index].contains(order) { return false }
    let touchesLeft = index > 0 && ranges[index - 1].upperBound + 1 == order
    let touchesRight = index < ranges.count && ranges[index].lowerBound - 1 == order
    switch (touchesLeft, touchesRight) {
    case (true, true):
      ranges[index - 1] = ranges[index - 1].lowerBound...ranges[index].upperBound
      ranges.remove(at: index)
    case (true, false): ranges[index - 1] = ranges[index - 1].lowerBound...order
    case (false, true): ranges[index] = order...ranges[index].upperBound
    case (false, false):
      ranges.insert(order...order, at: index)
      if ranges.count > limit { ranges.removeFirst() }
    }
    return true
  }

  func contains(_ order: Int) -> Bool {
    let index = firstRange(endingAtOrAfter: order)
    return index < ranges.count && ranges[index].contains(order)
  }

  private func firstRange(endingAtOrAfter order: Int) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < order { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
