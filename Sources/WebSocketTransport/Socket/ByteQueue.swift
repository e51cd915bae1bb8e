/// Bytes that are added at the end and taken from the front.
struct ByteQueue {
  private var bytes: [UInt8] = []
  /// Where in `bytes` the first one is that has not been taken.
  private var head = 0

  var count: Int { bytes.count - head }
  var isEmpty: Bool { head == bytes.count }

  subscript(index: Int) -> UInt8 { bytes[head + index] }

  mutating func append(_ more: [UInt8]) {
    if isEmpty {
      // The array is taken over instead of being copied.
      bytes = more
      head = 0
    } else {
      bytes += more
    }
  }

  mutating func append(_ more: UnsafeRawBufferPointer) {
    if isEmpty { removeAll() }
    bytes.append(contentsOf: more)
  }

  func withUnsafeBytes<Result, E: Error>(
    _ body: (UnsafeRawBufferPointer) throws(E) -> Result
  ) throws(E) -> Result {
    try bytes.withUnsafeBufferPointer { (all) throws(E) in
      try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[head...])))
    }
  }

  mutating func removeFirst(_ count: Int) {
    head += count
    if isEmpty {
      removeAll()
    } else if head > 65_536, head > bytes.count / 2 {
      bytes.removeFirst(head)
      head = 0
    }
  }

  /// Takes the first `count` bytes, which must be there.
  mutating func take(_ count: Int) -> [UInt8] {
    if head == 0, count == bytes.count {
      defer { bytes = [] }
      return bytes
    }
    let taken = Array(bytes[head..<head + count])
    removeFirst(count)
    return taken
  }

  mutating func removeAll() {
    // What a long message has needed is not kept for short ones.
    bytes.removeAll(keepingCapacity: bytes.capacity <= 65_536)
    head = 0
  }
}
