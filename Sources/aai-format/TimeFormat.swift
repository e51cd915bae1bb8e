import AAIProtocol
import ArgumentParser

/// How a moment of the audio is written.
enum TimeFormat: String, ExpressibleByArgument, CaseIterable {
  /// `00:01:02.345`.
  case clock
  /// `62.345`.
  case seconds
  /// `62345`.
  case milliseconds

  func text(_ time: AudioTime) -> String {
    switch self {
    case .clock: time.clock(fraction: ".")
    case .seconds: "\(time.milliseconds / 1000).\(time.milliseconds % 1000, width: 3)"
    case .milliseconds: "\(time.milliseconds)"
    }
  }
}

extension AudioTime {
  /// Hours, minutes, seconds and thousandths, as captions have them.
  func clock(fraction: String) -> String {
    let seconds = milliseconds / 1000
    return """
      \(seconds / 3600, width: 2):\(seconds / 60 % 60, width: 2):\(seconds % 60, width: 2)\
      \(fraction)\(milliseconds % 1000, width: 3)
      """
  }
}

extension String.StringInterpolation {
  /// A number that is not negative, filled up with zeros.
  mutating func appendInterpolation(_ value: Int, width: Int) {
    let digits = String(value)
    appendLiteral(String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits)
  }
}
