public import AAIProtocol
public import ArgumentParser
public import ToolSupport

/// The sound to read and what is known of it, the same in every program that reads sound.
public struct AudioOptions: ParsableArguments {
  @Option(
    name: [.customShort("r"), .long],
    help: ArgumentHelp(
      "Samples per second of raw input, \(AudioFormat.sampleRates.lowerBound) to \(AudioFormat.sampleRates.upperBound). (default: 16000)",
      valueName: "hz"))
  public var sampleRate: SampleRate?

  @Option(
    name: .shortAndLong,
    help: "Encoding of the input. (default: pcm_s16le)")
  public var encoding: AudioEncoding?

  @Argument(help: "Raw sound, WAV or AU; - is stdin.", completion: .file())
  public var file = "-"

  public init() {}

  public var declared: DeclaredFormat {
    DeclaredFormat(encoding: encoding, sampleRate: sampleRate?.hertz)
  }
}
