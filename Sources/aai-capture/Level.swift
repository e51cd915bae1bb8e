import Glibc

/// How loud some samples are.
struct Level: Sendable, Equatable {
  /// The largest magnitude, 0–32768.
  var peak: UInt16 = 0
  var sumOfSquares: UInt64 = 0
  var count = 0

  init() {}

  init(_ samples: UnsafeBufferPointer<Int16>) {
    // Extremes of signed samples, which every processor finds several at a time.
    var (lowest, highest): (Int16, Int16) = (0, 0)
    for sample in samples {
      lowest = min(lowest, sample)
      highest = max(highest, sample)
      let square = Int32(sample) &* Int32(sample)
      sumOfSquares &+= UInt64(UInt32(bitPattern: square))
    }
    peak = max(lowest.magnitude, highest.magnitude)
    count = samples.count
  }

  mutating func add(_ other: Level) {
    peak = max(peak, other.peak)
    sumOfSquares &+= other.sumOfSquares
    count += other.count
  }

  /// A sample at the end of the scale has most likely been cut off there.
  var isClipped: Bool { peak >= 32_767 }

  /// In dBFS: 0 for a sample at full scale, −∞ for silence.
  var peakDecibels: Double { Self.decibels(Double(peak)) }

  /// In dBFS: 0 for a square wave at full scale.
  var rmsDecibels: Double {
    Self.decibels(count == 0 ? 0 : (Double(sumOfSquares) / Double(count)).squareRoot())
  }

  private static func decibels(_ amplitude: Double) -> Double {
    20 * log10(min(amplitude / 32_768, 1))
  }
}
