import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// What is written beside the service's events, and what is read beside the sound.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print an aai.latency line after each final turn.")
  var timing = false

  @Flag(help: "Print the URL that would be dialled and exit.")
  var printURL = false

  @Option(
    help: ArgumentHelp("Note every frame, both ways, in a file.", valueName: "file"),
    completion: .file())
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Take control messages, one JSON object a line, from a FIFO or /dev/fd/N.",
      valueName: "path"),
    completion: .file())
  var control: String?

  func openTrace() throws(Failure) -> Trace? {
    guard let trace else { return nil }
    return try Trace(trace)
  }

  func show(_ url: ServiceURL) throws(Failure) { try write(url.text) }

  /// A run that had nothing to send still says that it is over.
  func endWithoutSession() throws(Failure) -> ExitStatus {
    let closed = ToolEvent.Closed(
      code: nil, reason: "no audio", isClean: true, audio: .zero, sessions: 0)
    try write(ToolEvent.closed(closed).json.text)
    return .ok
  }

  private func write(_ line: String) throws(Failure) {
    do throws(StandardStream.WriteFailure) {
      try StandardStream.output.write(line + "\n")
    } catch {
      if case .failed(let reason) = error { throw .output(reason) }
    }
  }
}
