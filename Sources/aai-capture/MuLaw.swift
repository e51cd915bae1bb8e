/// ITU-T G.711 µ-law, as ALSA, sox and the telephone network have it.
enum MuLaw {
  /// What a sample of zero becomes.
  static let silence: UInt8 = 0xFF

  /// G.711's segments begin at 33 on its own 14-bit scale: 132 on that of 16 bits.
  private static let bias: UInt16 = 132
  private static let ceiling: UInt16 = 32_635

  static func encode(_ sample: Int16) -> UInt8 {
    let biased = min(sample.magnitude, ceiling) + bias
    // The leading one sits between bit 7 and bit 14: its place is the segment.
    let segment = UInt16(8 - biased.leadingZeroBitCount)
    let step = (biased >> (segment + 3)) & 0x0F
    let sign: UInt16 = sample < 0 ? 0x80 : 0
    return ~UInt8(truncatingIfNeeded: sign | segment << 4 | step)
  }
}
