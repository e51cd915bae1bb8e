import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// What is written beside the service's events, and what is read beside the audio.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print an aai.latency line after each final turn.")
  var timing = false

  @Flag(help: "Print the URL that would be dialled and exit.")
  var printURL = false

  @OptionGroup var tee: TeeOptions

  @OptionGroup var trace: TraceOptions

  @Option(
    help: ArgumentHelp(
      "Take control messages, one JSON object a line, from a FIFO or /dev/fd/N.",
      valueName: "path"),
    completion: .file())
  var control: String?

  func openControl(for model: SpeechModel?) throws(Failure) -> ControlInput? {
    guard let control else { return nil }
    return try ControlInput(control, model: model)
  }
}
