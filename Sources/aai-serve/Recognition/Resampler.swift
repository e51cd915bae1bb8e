import Glibc

/// Changes the rate of a stream of samples with a windowed sinc, which keeps what is above the new
/// band from folding into it.
struct Resampler: Sendable {
  /// Between two input samples the filter is known at this many places.
  private static let phases = 64

  private let step: Double
  /// Input samples on either side of an output sample that have a say in it.
  private let reach: Int
  private let taps: [Float]
  /// The end of what has been heard, as much as the filter looks back.
  private var history: [Int16]
  /// Where the next output sample lies in `history`.
  private var position: Double

  init(from input: Int, to output: Int) {
    step = Double(input) / Double(output)
    let cutoff = min(1, 1 / step)
    let reach = Int((16 / cutoff).rounded(.up))
    self.reach = reach
    taps = (0..<Self.phases).flatMap { phase in
      (1 - reach...reach).map { offset in
        Self.tap(
          at: Double(phase) / Double(Self.phases) - Double(offset), cutoff, Double(reach))
      }
    }
    history = [Int16](repeating: 0, count: reach)
    position = Double(reach)
  }

  private static func tap(at distance: Double, _ cutoff: Double, _ reach: Double) -> Float {
    let x = distance * cutoff * Double.pi
    let sinc = x == 0 ? 1 : sin(x) / x
    let window = 0.5 + 0.5 * cos(Double.pi * distance / reach)
    return Float(sinc * window * cutoff)
  }

  mutating func convert(_ samples: [Int16]) -> [Int16] {
    history += samples
    var converted: [Int16] = []
    while Int(position) + reach + 1 < history.count {
      converted.append(sample(at: position))
      position += step
    }
    let spent = max(Int(position) - reach, 0)
    history.removeFirst(spent)
    position -= Double(spent)
    return converted
  }

  private func sample(at position: Double) -> Int16 {
    let place = Int((position * Double(Self.phases)).rounded())
    let (center, phase) = place.quotientAndRemainder(dividingBy: Self.phases)
    let first = center + 1 - reach
    var sum: Float = 0
    for index in 0..<2 * reach {
      sum += Float(history[first + index]) * taps[phase * 2 * reach + index]
    }
    return Int16(min(max(sum.rounded(), -32_768), 32_767))
  }
}
