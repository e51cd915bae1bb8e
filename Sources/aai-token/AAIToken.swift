import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport
import WebSocketTransport

@main
struct AAIToken: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-token",
    abstract: "Print a temporary token that lets somebody open one streaming session.",
    version: "aai-token \(Version.current)")

  @Option(
    help: ArgumentHelp(
      "How long a session may be opened with it, 1 s to 10 min.", valueName: "time"))
  var expiresIn = Seconds(.seconds(60))

  @Option(
    help: ArgumentHelp("How long that session may last, 1 min to 3 h.", valueName: "time"))
  var maxSessionDuration: Seconds?

  @OptionGroup(title: "Service") var service: ServiceOptions
  @OptionGroup(title: "Credentials") var credentials: CredentialOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func validate() throws {
    guard (1...600).contains(expiresIn.wholeSeconds) else {
      throw ValidationError("--expires-in must be from 1s to 10m")
    }
    if let maxSessionDuration, !(60...10_800).contains(maxSessionDuration.wholeSeconds) {
      throw ValidationError("--max-session-duration must be from 1m to 3h")
    }
  }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let base = try service.base()
    let url = base.tokenEndpoint(
      expiresIn: expiresIn.wholeSeconds, maxSessionDuration: maxSessionDuration?.wholeSeconds)
    CredentialSource.protectProcess()
    guard let key = try credentials.key(diagnostics) else { throw CredentialOptions.missing }
    let dialer = try network.dialer(for: url, diagnostics)
    try key.check(base, through: dialer.proxy, isInsecure: network.insecure)
    let request = TokenRequest(url: url, key: key, headers: network.header, dialer: dialer)
    let token = try request.token()
    try StandardStream.output.printLine(token)
    return .ok
  }
}

extension Seconds {
  fileprivate var wholeSeconds: Int { Int(duration.components.seconds) }
}
