/// Bytes of WAV streams, built chunk by chunk.
enum Wave {
  static func file(
    _ magic: String = "RIFF", chunks: [[UInt8]], riffLength: UInt32 = .max
  ) -> [UInt8] {
    Array(magic.utf8) + little(riffLength) + Array("WAVE".utf8) + chunks.joined()
  }

  /// - Parameter length: What the header claims; the body's own length when `nil`.
  static func chunk(_ name: String, _ body: [UInt8], length: UInt32? = nil) -> [UInt8] {
    let pad: [UInt8] = body.count % 2 == 0 ? [] : [0]
    return Array(name.utf8) + little(length ?? UInt32(body.count)) + body + pad
  }

  static func format(
    tag: UInt16 = 1, channels: UInt16 = 1, rate: UInt32 = 16_000, bits: UInt16 = 16,
    extra: [UInt8] = []
  ) -> [UInt8] {
    let frame = channels * bits / 8
    return chunk(
      "fmt ",
      little(tag) + little(channels) + little(rate) + little(rate * UInt32(frame)) + little(frame)
        + little(bits) + extra)
  }

  /// WAVE_FORMAT_EXTENSIBLE with `tag` in its GUID.
  static func extensible(
    tag: UInt16, channels: UInt16 = 1, bits: UInt16 = 16, rate: UInt32 = 16_000
  )
    -> [UInt8]
  {
    let guid: [UInt8] =
      little(tag) + [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]
    return format(
      tag: 0xFFFE, channels: channels, rate: rate, bits: bits,
      extra: little(UInt16(22)) + little(bits) + little(UInt32(4)) + guid)
  }

  static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func big<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}

/// The header of an AU stream.
func au(
  code: UInt32, rate: UInt32 = 16_000, channels: UInt32 = 1, length: UInt32 = .max,
  annotation: [UInt8] = [0, 0, 0, 0]
) -> [UInt8] {
  Array(".snd".utf8) + Wave.big(UInt32(24 + annotation.count)) + Wave.big(length) + Wave.big(code)
    + Wave.big(rate) + Wave.big(channels) + annotation
}
