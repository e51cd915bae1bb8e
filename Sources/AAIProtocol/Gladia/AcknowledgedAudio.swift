/// Where the bytes that the service acknowledges lie on the whole stream.
///
/// Its ranges count from the beginning of the session, or, as some clients have seen it, of the
/// connection. Both readings agree in this: what is acknowledged first on a connection is what was
/// sent first on it.
struct AcknowledgedAudio: Sendable {
  /// Where on the stream the service's count was `base`.
  private var origin = 0
  /// Of a connection it is known with the first acknowledgement.
  private var base: Int?
  /// The end of the last range, in the service's count and on the stream.
  private var last = (count: 0, position: 0)

  /// Another connection begins with the byte at `position`.
  mutating func begin(at position: Int) {
    origin = position
    base = nil
  }

  /// The byte at `position` is what the service counts as `count`.
  mutating func align(_ position: Int, with count: Int) {
    origin = position
    base = count
    last = (count, position)
  }

  /// The position before which everything has arrived.
  mutating func end(of range: Range<Int>) -> Int {
    let base = base ?? range.lowerBound
    self.base = base
    let (count, overflows) = range.upperBound.subtractingReportingOverflow(base)
    let position = overflows ? origin : origin + min(max(count, 0), .max - origin)
    last = (range.upperBound, position)
    return position
  }

  /// Where the stream stands that the service counts as `count`, by the reading in which it counts from
  /// the beginning of the session; `nil` where that cannot be so.
  func position(ofCount count: Int) -> Int? {
    let (unseen, overflows) = count.subtractingReportingOverflow(last.count)
    guard !overflows, unseen >= 0 else { return nil }
    let (position, isBeyond) = last.position.addingReportingOverflow(unseen)
    return isBeyond ? nil : position
  }
}
