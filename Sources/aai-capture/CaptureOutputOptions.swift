import ArgumentParser
import ToolSupport

struct CaptureOutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Stop after this much audio; bare numbers are seconds.")
  var duration: Seconds?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Also keep a WAV file, valid at every moment.", valueName: "file"))
  var wav: String?

  @Flag(
    name: [.customShort("V"), .long],
    help: "Show a level meter on standard error, when that is a terminal.")
  var vumeter = false

  @Flag(help: "Begin muted; SIGUSR1 toggles it.")
  var muted = false

  func validate() throws {
    if let duration, duration.duration <= .zero {
      throw ValidationError("the duration must be more than 0")
    }
  }
}
