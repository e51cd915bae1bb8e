import AAIProtocol

/// Mean confidence over time, in a number of steps that is fixed however long the recording.
///
/// When time runs past the last step, each two steps become one that lasts twice as long.
struct ConfidenceCurve {
  private struct Step {
    var sum = 0.0
    var count = 0
  }

  private static let size = 64
  private var steps = [Step](repeating: Step(), count: size)
  private var stepLength = 1000
  private var total = Step()

  /// `nil` before any word.
  var mean: Double? { total.count > 0 ? total.sum / Double(total.count) : nil }

  mutating func add(_ confidence: Double, at time: AudioTime) {
    total.sum += confidence
    total.count += 1
    while time.milliseconds / stepLength >= Self.size { halve() }
    steps[time.milliseconds / stepLength].sum += confidence
    steps[time.milliseconds / stepLength].count += 1
  }

  private mutating func halve() {
    for index in 0..<Self.size / 2 {
      let (left, right) = (steps[2 * index], steps[2 * index + 1])
      steps[index] = Step(sum: left.sum + right.sum, count: left.count + right.count)
    }
    for index in Self.size / 2..<Self.size { steps[index] = Step() }
    stepLength *= 2
  }

  /// The mean of each step up to the last one with words; `nil` where nobody spoke.
  var means: [Double?] {
    let used = (steps.lastIndex { $0.count > 0 } ?? -1) + 1
    return steps[..<used].map { $0.count > 0 ? $0.sum / Double($0.count) : nil }
  }
}
