/// What a client's payload is combined with (RFC 6455 §5.3).
struct MaskingKey: Equatable {
  /// Its four bytes, the first the most significant.
  var word: UInt32

  /// The key as it falls on a payload's bytes from `offset` on.
  func shifted(by offset: Int) -> MaskingKey {
    let bits = UInt32(offset & 3) * 8
    return bits == 0 ? self : MaskingKey(word: word << bits | word >> (32 - bits))
  }

  /// Masks or unmasks, which is the same, eight bytes at a time.
  func apply(to bytes: UnsafeMutableRawBufferPointer) {
    let double = (UInt64(word) << 32 | UInt64(word)).bigEndian
    let size = MemoryLayout<UInt64>.size
    let whole = bytes.count / size * size
    for offset in stride(from: 0, to: whole, by: size) {
      let masked = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ double
      bytes.storeBytes(of: masked, toByteOffset: offset, as: UInt64.self)
    }
    for offset in whole..<bytes.count {
      bytes[offset] ^= UInt8(truncatingIfNeeded: word >> (24 - UInt32(offset & 3) * 8))
    }
  }
}
