import AAIProtocol

/// Turns the bytes of a session into time.
struct SoundMeter: Sendable {
  private let format: AudioFormat
  private var bytes = 0
  private var compressed = 0.0

  init(_ format: AudioFormat) { self.format = format }

  /// All the sound so far.
  var milliseconds: Double {
    format.bytesPerSecond.map { Double(bytes) * 1000 / Double($0) } ?? compressed
  }

  /// - Returns: Milliseconds of sound in `message`.
  mutating func add(_ message: [UInt8]) -> Double {
    bytes += message.count
    if let rate = format.bytesPerSecond { return Double(message.count) * 1000 / Double(rate) }
    let duration = Self.opusMilliseconds(message)
    compressed += duration
    return duration
  }

  /// The length of one Opus packet by its first bytes (RFC 6716 §3.1, §3.2).
  static func opusMilliseconds(_ packet: [UInt8]) -> Double {
    guard let first = packet.first else { return 0 }
    let configuration = Int(first >> 3)
    let frame =
      switch configuration {
      case 0..<12: [10.0, 20, 40, 60][configuration % 4]
      case 12..<16: [10.0, 20][configuration % 2]
      default: [2.5, 5, 10, 20][configuration % 4]
      }
    switch first & 3 {
    case 0: return frame
    case 1, 2: return frame * 2
    default: return frame * Double(packet.count > 1 ? packet[1] & 63 : 0)
    }
  }
}
