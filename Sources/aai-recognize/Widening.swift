/// Sound of 8 kHz made into sound of 16 kHz for a model that was trained on the whole band.
///
/// A clean interpolation leaves the band above 4 kHz empty, which the model has never heard of: on
/// read speech three words in four were then wrong. A faint mirror image of the lower band in its
/// place, which is what an imperfect interpolator leaves, has the envelope that the model
/// expects: one word in three.
struct Widening {
  /// Of the mirror image, −15 dB: the best of what was tried between −6 and −24.
  private static let image: Float = 0.178

  /// One side of the half-band filter that gives the samples in between: a windowed sinc.
  private static let taps: [Float] = (0..<reach).map { index in
    let distance = Double(index) + 0.5
    let sinc = (index % 2 == 0 ? 1 : -1) / (Double.pi * distance)
    // Hann, over the whole reach.
    let x = distance / Double(reach)
    let window = (1 - x * x) * (1 - x * x)
    return Float(sinc * window)
  }

  private static let reach = 16

  /// The last input samples, oldest first: both sides of the filter.
  private var past = [Float](repeating: 0, count: 2 * reach)

  /// Answers two samples for each, `reach` samples (2 ms) later.
  mutating func widen(_ input: [Int16]) -> [Int16] {
    var output: [Int16] = []
    output.reserveCapacity(2 * input.count)
    let line = past + input.map(Float.init)
    let reach = Self.reach
    for start in input.indices {
      // The sample itself, then the one halfway to the next.
      let middle = start + reach
      var halfway: Float = 0
      for (index, tap) in Self.taps.enumerated() {
        halfway += tap * (line[middle - index] + line[middle + 1 + index])
      }
      output.append(Self.sample(line[middle] * (1 + Self.image)))
      output.append(Self.sample(halfway * (1 - Self.image)))
    }
    past = Array(line.suffix(2 * reach))
    return output
  }

  private static func sample(_ value: Float) -> Int16 {
    Int16(min(max(value.rounded(), -32_768), 32_767))
  }
}
