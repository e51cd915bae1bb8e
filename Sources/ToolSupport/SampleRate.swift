import AAIProtocol
public import ArgumentParser

/// A sample rate on the command line: `16000`, `16k`, `44.1k`.
public struct SampleRate: ExpressibleByArgument, Sendable, Equatable {
  public let hertz: Int

  /// `nil` for anything but a whole number of Hz that a service takes.
  public init?(argument: String) {
    let isKilo = argument.last == "k" || argument.last == "K"
    let digits = isKilo ? argument.dropLast() : argument[...]
    guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let number = Double(digits),
      let hertz = Int(exactly: (isKilo ? number * 1000 : number).rounded(.toNearestOrEven)),
      AudioFormat.sampleRates.contains(hertz), isKilo || Double(hertz) == number
    else { return nil }
    self.hertz = hertz
  }

  public var defaultValueDescription: String { String(hertz) }
}
