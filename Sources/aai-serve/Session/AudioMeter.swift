import AAIProtocol

/// Turns the bytes of a session into time.
struct AudioMeter: Sendable {
  private let format: AudioFormat
  private var bytes = 0
  private var compressed: CompressedClock

  init(_ format: AudioFormat) {
    self.format = format
    compressed = CompressedClock(format.encoding)
  }

  /// All the audio so far.
  var milliseconds: Double {
    format.bytesPerSecond.map { Double(bytes) * 1000 / Double($0) } ?? compressed.milliseconds
  }

  /// - Returns: Milliseconds of audio that `message` has brought.
  mutating func add(_ message: [UInt8]) -> Double {
    if let rate = format.bytesPerSecond {
      bytes += message.count
      return Double(message.count) * 1000 / Double(rate)
    }
    let before = compressed.milliseconds
    compressed.add(message)
    return compressed.milliseconds - before
  }
}
