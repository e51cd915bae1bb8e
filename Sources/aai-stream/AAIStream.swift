import AAIProtocol
import ArgumentParser
import AudioInput
import StreamingClient
import ToolSupport

@main
struct AAIStream: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-stream",
    abstract: "Send sound to AssemblyAI's streaming speech-to-text and print its events.",
    usage: "aai-stream [options] [<file> | -]",
    version: "aai-stream \(Version.current)")

  @OptionGroup var audio: AudioOptions
  @OptionGroup(title: "Sending") var pacing: PacingOptions
  @OptionGroup(title: "Service") var service: ServiceOptions
  @OptionGroup(title: "Credentials") var access: AccessOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var pings: PingOptions
  @OptionGroup(title: "Recovery") var recovery: RecoveryOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let base = try service.base()
    var parameters = try model.parameters()
    if output.printURL {
      parameters.declare(audio.declared.rawFormat)
      try output.show(base.adding(parameters))
      return .ok
    }
    let credential = try access.credential(diagnostics)
    try service.checkSecrecy(of: base, isInsecure: network.insecure)
    let dialer = try network.dialer(for: base, diagnostics)

    let stop = try StopRequest()
    var source = try AudioReader(
      audio.file, declared: audio.declared, program: "aai-stream", cutoff: stop.cutoff)
    let format = try source.open()
    let first = try source.readFirst()
    guard !first.isEmpty else {
      diagnostics.note("no sound, no session", level: 0)
      return try output.endWithoutSession()
    }

    parameters.declare(format)
    var settings = SessionSettings(format: format)
    pacing.apply(to: &settings)
    recovery.apply(to: &settings)
    settings.connectTimeout = network.connectTimeout.duration
    settings.pingInterval = pings.pingInterval.duration > .zero ? pings.pingInterval.duration : nil
    settings.pingTimeout = pings.pingTimeout.duration
    settings.inactivityTimeout = parameters.inactivityTimeout
    settings.timing = output.timing

    let run = StreamRun(
      url: base.adding(parameters), headers: network.header, credential: credential,
      dialer: dialer, session: StreamSession(settings, model: parameters["speech_model"]),
      trace: try output.openTrace(), diagnostics: diagnostics)
    return try run.run(source, first: first, stop: stop, control: output.control)
  }
}
