public import AAIProtocol
public import ArgumentParser
import ToolSupport

/// How raw audio is written down, where that is for AssemblyAI or for a recogniser.
public struct EncodingOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "Encoding of the input. (default: pcm_s16le)")
  public var encoding: AudioEncoding?

  public init() {}
}
