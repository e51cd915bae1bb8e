/// The audio between the last word that is settled and the last byte that was read.
///
/// One stretch of bytes with a cursor: what lies before the cursor has been sent and is kept to be
/// sent again should the connection be lost, what lies behind it waits. Positions count bytes from
/// the beginning of the whole stream.
public struct Backlog: Sendable {
  private var bytes: [UInt8] = []
  /// Where in `bytes` the stretch begins; what lies before is garbage to be collected.
  private var head = 0
  /// Position of the first byte kept.
  public private(set) var start = 0
  /// Position of the next byte to send.
  public private(set) var cursor = 0

  public init() {}

  /// Position behind the last byte read.
  public var end: Int { start + bytes.count - head }
  public var unsentCount: Int { end - cursor }

  public mutating func append(_ more: [UInt8]) {
    if head == bytes.count {
      // Nothing is kept: the array is taken over instead of being copied.
      bytes = more
      head = 0
    } else {
      bytes += more
    }
  }

  /// Takes back the last `count` bytes, which have not been sent.
  public mutating func dropLast(_ count: Int) { bytes.removeLast(count) }

  /// Takes the next `count` bytes to send, which must be there; they stay until they are settled.
  public mutating func take(_ count: Int) -> [UInt8] {
    let from = head + cursor - start
    cursor += count
    return Array(bytes[from..<from + count])
  }

  /// Drops what lies before `position` and has been sent.
  public mutating func settle(before position: Int) {
    drop(before: min(position, cursor))
  }

  /// Moves the cursor back to the first byte kept.
  ///
  /// - Returns: How many bytes will be sent again.
  public mutating func rewind() -> Int {
    defer { cursor = start }
    return cursor - start
  }

  /// Drops what lies before `position`, sent or not.
  public mutating func drop(before position: Int) {
    guard position > start else { return }
    head += position - start
    start = position
    cursor = max(cursor, position)
    if head == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 65_536, head > bytes.count / 2 {
      bytes.removeFirst(head)
      head = 0
    }
  }
}
