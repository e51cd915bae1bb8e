import AAIProtocol
import ArgumentParser
import AudioInput
import Glibc
import StreamingClient
import ToolSupport
import WebSocketTransport

@main
struct AAIStream: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-stream",
    abstract: "Send audio to AssemblyAI's streaming speech-to-text and print its events.",
    usage: "aai-stream [options] [<file> | -]",
    version: "aai-stream \(Version.current)")

  @OptionGroup var audio: AudioOptions
  @OptionGroup var declared: EncodingOptions
  @OptionGroup(title: "Sending") var pacing: PacingOptions
  @OptionGroup(title: "Service") var service: ServiceOptions
  @OptionGroup(title: "Credentials") var access: AccessOptions
  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var pings: PingOptions
  @OptionGroup(title: "Recovery") var recovery: RecoveryOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let base = try service.base()
    var parameters = try model.parameters(diagnostics)
    if output.printURL {
      parameters.declare(audio.declared(declared.encoding).rawFormat)
      try StandardStream.output.printLine(base.adding(parameters).text)
      return .ok
    }
    let credential = try access.credential(diagnostics)
    let dialer = try network.dialer(for: base, diagnostics)
    try credential.check(base, through: dialer.proxy, isInsecure: network.insecure)

    let tee = try output.tee.open()
    let stop = try StopSignal()
    stop.takeOver(others: [SIGUSR1])
    let cutoff = Cutoff(stop)
    var source = try AudioReader(
      audio.file, declared: audio.declared(declared.encoding), cutoff: cutoff, diagnostics)
    let format = try source.open()
    let first = try source.readFirst()
    guard !first.isEmpty else {
      return try ClientRun<StreamSession>.endWithoutAudio(tee: tee, diagnostics)
    }

    parameters.declare(format)
    var settings = SessionSettings(format: format)
    settings.formatIsDeclared = source.container == nil
    pacing.apply(to: &settings)
    recovery.apply(to: &settings)
    pings.apply(to: &settings)
    settings.connectTimeout = network.connectTimeout.duration
    settings.inactivityTimeout = parameters.inactivityTimeout
    settings.timing = output.timing

    let url = base.adding(parameters)
    let headers = RequestHeader.fields(
      [
        (name: "Authorization", value: credential.secret), RequestHeader.userAgent,
        (name: "AssemblyAI-Version", value: Begin.Configuration.newestAPIVersion),
      ],
      given: network.header)
    let commands = try output.openControl(for: parameters.model)
    let run = ClientRun(
      StreamSession(settings, model: parameters["speech_model"]),
      trace: try output.trace.open(), tee: tee, diagnostics)
    return try run.run(
      source, first: first, cutoff: cutoff,
      connect: { dialer.openWebSocket(url, headers: headers, on: $0, $1) },
      commands: { commands?.start(on: $0, diagnostics, $1) })
  }
}
