/// What two distinguished names have in common if they are equal (RFC 5280 §7.1).
///
/// Equal names may differ in case, in spaces and in the type of their strings, so only letters and
/// digits of ASCII count, without regard to case. Names of one fingerprint need not be equal.
struct NameFingerprint: Equatable {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes a name from the front of `bytes`; `nil` if there is none.
  init?(_ bytes: inout DERReader) {
    guard var name = bytes.enter(.sequence) else { return nil }
    while !name.isAtEnd {
      guard var attributes = name.enter(.set) else { return nil }
      while !attributes.isAtEnd {
        // The type, an object identifier, and the value, which may be a string of any kind.
        guard var attribute = attributes.enter(.sequence), attribute.next() != nil,
          let text = attribute.next()
        else { return nil }
        for byte in text { add(byte) }
      }
    }
  }

  /// FNV-1a.
  private mutating func add(_ byte: UInt8) {
    let folded = byte | 0x20
    guard (0x30...0x39).contains(byte) || (0x61...0x7A).contains(folded) && byte >= 0x41 else {
      return
    }
    let letter = (0x30...0x39).contains(byte) ? byte : folded
    value = (value ^ UInt64(letter)) &* 0x100_0000_01B3
  }
}
