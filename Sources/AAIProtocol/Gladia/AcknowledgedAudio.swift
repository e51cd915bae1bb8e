/// Where the bytes that the service acknowledges lie on the whole stream.
///
/// Its ranges count from the beginning of the session, or, as some clients have seen it, of the
/// connection. Both readings agree in this: what is acknowledged first on a connection is what was
/// sent first on it.
struct AcknowledgedAudio: Sendable {
  /// Where the connection's first byte lies on the stream.
  private var origin = 0
  /// What the service counted before that byte; known with the first acknowledgement.
  private var base: Int?

  /// Another connection begins with the byte at `position`.
  mutating func begin(at position: Int) {
    origin = position
    base = nil
  }

  /// The position before which everything has arrived.
  mutating func end(of range: Range<Int>) -> Int {
    let base = base ?? range.lowerBound
    self.base = base
    let (count, overflows) = range.upperBound.subtractingReportingOverflow(base)
    return overflows ? origin : origin + min(max(count, 0), .max - origin)
  }
}
