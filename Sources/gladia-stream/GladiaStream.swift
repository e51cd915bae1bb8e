import AAIProtocol
import ArgumentParser
import AudioInput
import Glibc
import StreamingClient
import ToolSupport
import WebSocketTransport

@main
struct GladiaStream: Tool {
  static let configuration = CommandConfiguration(
    commandName: "gladia-stream",
    abstract: "Send audio to Gladia's live speech-to-text and print its events.",
    usage: "gladia-stream [options] [<file> | -]",
    version: "gladia-stream \(Version.current)")

  @OptionGroup var audio: AudioOptions
  @OptionGroup var declared: AudioFormatOptions
  @OptionGroup(title: "Sending") var pacing: PacingOptions
  @OptionGroup(title: "Service") var service: EndpointOptions
  @OptionGroup(title: "Credentials") var access: CredentialOptions
  @OptionGroup(title: "Session") var request: RequestOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Network") var pings: PingOptions
  @OptionGroup(title: "Recovery") var recovery: RecoveryOptions
  @OptionGroup(title: "Output") var output: LiveOutputOptions
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let session = try service.session()
    let url = if let session { session } else { try service.endpoint() }
    var request = try request.request()
    if session != nil, request.body != [:] {
      throw Failure(
        .usage, "--join takes a session as it was asked for: no option can change what it does")
    }
    let showsAcknowledgments =
      request.askForAcknowledgments() && self.request.messages.acknowledgments != false
    if output.printRequest {
      request.declare(
        try declared.format(audio.declared(declared.encoding?.encoding).rawFormat, in: nil, pacing))
      try StandardStream.output.printLine(request.body.text)
      return .ok
    }
    let key = session == nil ? try key(diagnostics) : nil
    let dialer = try network.dialer(for: url, diagnostics)
    try key?.check(url, through: dialer.proxy, isInsecure: network.insecure)

    let tee = try output.tee.open()
    let stop = try StopSignal()
    stop.takeOver(others: [SIGUSR1])
    let cutoff = Cutoff(stop)
    var source = try AudioReader(
      audio.file, declared: audio.declared(declared.encoding?.encoding), demand: .gladia,
      cutoff: cutoff, diagnostics)
    let format = try declared.format(try source.open(), in: source.container, pacing)
    let first = try source.readFirst()
    guard !first.isEmpty else {
      return try ClientRun<LiveSession>.endWithoutAudio(tee: tee, diagnostics)
    }

    request.declare(format)
    var settings = SessionSettings(format: format)
    settings.formatIsDeclared = source.container == nil
    pacing.apply(to: &settings)
    recovery.apply(to: &settings)
    pings.apply(to: &settings)
    var manner = LiveSession.Manner()
    manner.isBase64 = declared.base64
    manner.showsAcknowledgments = showsAcknowledgments

    let run = ClientRun(
      LiveSession(settings, manner: manner), trace: try output.trace.open(), tee: tee,
      diagnostics)
    let call = LiveCall(
      url: url, session: session, body: request.body.text, key: key, headers: network.header,
      dialer: dialer,
      diagnostics: diagnostics)
    return try run.run(source, first: first, cutoff: cutoff, connect: call.connect())
  }

  private func key(_ diagnostics: Diagnostics) throws(Failure) -> Credential {
    let variable = "GLADIA_API_KEY"
    CredentialSource.protectProcess()
    guard let key = try access.key(variable: variable, diagnostics) else {
      throw CredentialOptions.missing(variable: variable)
    }
    return key
  }
}
