import ArgumentParser
import Glibc
import ToolSupport

@main
struct AAICapture: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-capture",
    abstract: "Capture audio from an ALSA device to standard output.",
    version: "aai-capture \(Version.current)")

  @OptionGroup var device: DeviceOptions
  @OptionGroup var output: CaptureOutputOptions
  @OptionGroup var list: ListOptions
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    ALSAMessages.listen(verbose: diagnostics.verbosity > 1)
    if try list.answer() { return .ok }
    guard !StandardStream.output.isTerminal else {
      throw Failure(
        .usage, "audio is not written to a terminal",
        hint: "send it on: aai-capture | aai-stream, or keep it: aai-capture > talk.raw")
    }
    let request = device.request
    let file = try output.wav.map { path throws(Failure) in try WAVFile(path, request.format) }
    let capture = Capture(
      request: request, frames: output.duration.map { request.format.frames(in: $0.duration) },
      outlet: .standardOutput(request),
      recording: file.map { OutputQueue(for: request, write: $0.append) },
      mute: MuteSwitch(isMuted: output.muted), describesDevice: diagnostics.verbosity > 0)
    Interruption.watch(others: [
      SIGUSR1: { [mute = capture.mute, mailbox = capture.mailbox] in
        mailbox.post(.muted(mute.toggle()))
      }
    ]) { [mailbox = capture.mailbox] _ in mailbox.post(.stopRequested) }
    var supervisor = CaptureController(
      capture, diagnostics, meter: output.vumeter ? Meter(on: .error) : nil,
      recordingName: output.wav ?? "")
    return try supervisor.run()
  }
}
