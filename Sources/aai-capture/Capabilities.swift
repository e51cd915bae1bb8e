/// What a device takes without conversion.
struct Capabilities: Sendable, Equatable {
  let channels: ClosedRange<Int>
  /// In Hz.
  let rates: ClosedRange<Int>

  /// `1-2 channels, 8000-48000 Hz`
  var description: String { "\(channelText) channels, \(rateText) Hz" }

  var channelText: String { Self.text(channels) }
  var rateText: String { Self.text(rates) }

  private static func text(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
  }
}
