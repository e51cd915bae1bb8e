import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Whether `text` occurs anywhere in the bytes.
  ///
  /// - Parameter rarest: The place in `text` of the byte that is met least often; it is the one
  ///   looked for.
  package func contains(_ text: StaticString, rarest: Int) -> Bool {
    guard let base = baseAddress else { return false }
    let length = text.utf8CodeUnitCount
    var position = rarest
    while position < count,
      let hit = memchr(base + position, CInt(text.utf8Start[rarest]), count - position)
    {
      let start = hit - UnsafeMutableRawPointer(mutating: base) - rarest
      if start + length <= count, memcmp(base + start, text.utf8Start, length) == 0 { return true }
      position = start + rarest + 1
    }
    return false
  }
}
