public import AAIProtocol
public import ArgumentParser
public import ToolSupport

/// The audio to read and what is known of it, the same in every program that reads audio.
public struct AudioOptions: ParsableArguments {
  @Option(
    name: [.customShort("r"), .long],
    help: ArgumentHelp(
      "Samples per second of raw input, \(AudioFormat.sampleRates.lowerBound) to \(AudioFormat.sampleRates.upperBound). (default: 16000)",
      valueName: "hz"))
  public var sampleRate: SampleRate?

  @Argument(help: "Raw audio, WAV or AU; - is stdin.", completion: .file())
  public var file = "-"

  public init() {}

  /// - Parameter encoding: What the program's own option for it says.
  public func declared(_ encoding: AudioEncoding?) -> DeclaredFormat {
    DeclaredFormat(encoding: encoding, sampleRate: sampleRate?.hertz)
  }
}
