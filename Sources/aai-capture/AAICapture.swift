import ArgumentParser
import ToolSupport

@main
struct AAICapture: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-capture",
    abstract: "Capture sound from an ALSA device to standard output.",
    version: "aai-capture \(Version.current)")

  @OptionGroup var device: DeviceOptions

  @Option(name: .shortAndLong, help: "Stop after this much sound; bare numbers are seconds.")
  var duration: Seconds?

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func validate() throws {
    if let duration, duration.duration <= .zero {
      throw ValidationError("the duration must be more than 0")
    }
  }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    guard !StandardStream.output.isTerminal else {
      throw Failure(
        .usage, "sound is not written to a terminal",
        hint: "send it on: aai-capture | aai-stream, or keep it: aai-capture > sound.raw")
    }
    ALSAMessages.listen(verbose: diagnostics.verbosity > 1)
    let request = device.request
    let capture = Capture(
      request: request, frames: duration.map { request.format.frames(in: $0.duration) },
      outlet: .standardOutput(request))
    Interruption.watch { [mailbox = capture.mailbox] _ in mailbox.post(.stopRequested) }
    var supervisor = Supervisor(capture, diagnostics)
    try supervisor.run()
    return .ok
  }
}
