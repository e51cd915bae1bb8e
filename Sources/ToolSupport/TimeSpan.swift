public import ArgumentParser

/// A length of time on the command line: a plain number in the option's own unit, or one with a
/// suffix, `50ms`, `2s`, `1.5m`, `3h`.
public protocol TimeSpan: ExpressibleByArgument, Sendable {
  /// What a number without a suffix counts.
  static var bareUnit: Duration { get }
  var duration: Duration { get }
  init(_ duration: Duration)
}

public struct Milliseconds: TimeSpan {
  public static let bareUnit = Duration.milliseconds(1)
  public let duration: Duration
  public init(_ duration: Duration) { self.duration = duration }
}

public struct Seconds: TimeSpan {
  public static let bareUnit = Duration.seconds(1)
  public let duration: Duration
  public init(_ duration: Duration) { self.duration = duration }
}

public struct Microseconds: TimeSpan {
  public static let bareUnit = Duration.microseconds(1)
  public let duration: Duration
  public init(_ duration: Duration) { self.duration = duration }
}

extension TimeSpan {
  /// `nil` for anything but a non-negative number below a year.
  public init?(argument: String) {
    let units: [(suffix: String, unit: Duration)] = [
      ("us", .microseconds(1)), ("ms", .milliseconds(1)), ("s", .seconds(1)),
      ("m", .seconds(60)), ("h", .seconds(3600)),
    ]
    let suffix = argument.drop { $0.isNumber || $0 == "." }
    let digits = argument.dropLast(suffix.count)
    let unit = suffix.isEmpty ? Self.bareUnit : units.first { $0.suffix == suffix }?.unit
    guard let unit, let count = Double(digits), count.isFinite else { return nil }
    // Doubles carry whole nanoseconds far beyond a year.
    let seconds = count * (unit / .seconds(1))
    guard seconds < 31_557_600 else { return nil }
    self.init(.nanoseconds(Int64((seconds * 1e9).rounded())))
  }

  public var defaultValueDescription: String {
    let milliseconds = duration / .milliseconds(1)
    return milliseconds < 1000 ? "\(milliseconds.plain)ms" : "\((milliseconds / 1000).plain)s"
  }
}

extension Double {
  /// Without `.0` when it is whole.
  fileprivate var plain: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
