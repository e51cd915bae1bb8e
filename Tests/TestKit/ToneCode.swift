/// Numbers written as audio, so that a test can count what was lost, repeated or put out of order.
///
/// A word lasts 200 ms at 16 kHz: 10 ms of silence, a sync tone, eight tones of four bits each
/// (the number, then its CRC-16), 10 ms of silence. Each tone lasts 20 ms and goes through whole
/// periods, so that no tone leaks into another's bin.
public enum ToneCode {
  public static let sampleRate = 16_000
  /// In samples.
  public static let wordLength = 3200
  public static let margin = 160
  public static let toneLength = 320
  public static let toneCount = 9

  /// In Hz: multiples of 50, no two of them less than 200 apart.
  public static let sync = 500
  public static let digits = (0..<16).map { 800 + 200 * $0 }

  public static func name(of number: Int) -> String {
    let digits = String(number)
    return "w" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// CRC-16/CCITT-FALSE of the two bytes of `number`.
  public static func check(_ number: UInt16) -> UInt16 {
    var crc: UInt16 = 0xFFFF
    for byte in [UInt8(number >> 8), UInt8(number & 0xFF)] {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
    }
    return crc
  }

  /// The tones of a word, in Hz.
  static func tones(of number: UInt16) -> [Int] {
    let bits = UInt32(number) << 16 | UInt32(check(number))
    return [sync] + (0..<8).map { digits[Int(bits >> UInt32(28 - 4 * $0)) & 0xF] }
  }
}
