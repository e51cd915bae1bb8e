import AAIProtocol
import ArgumentParser
import ToolSupport

/// Puts the programs' own WebSocket before a conformance suite: as a client of the suite's server, or as
/// the server of its client.
@main
struct EchoPeer: Tool {
  enum Role: String, ExpressibleByArgument {
    case client, server
  }

  static let configuration = CommandConfiguration(
    commandName: "echo-peer", abstract: "Send every WebSocket message back.",
    usage: "echo-peer client URL [CAFILE]\necho-peer server PORT")

  @Argument var role: Role
  @Argument(help: "Where the server is, or the port of 127.0.0.1 to listen on.") var place: String
  @Argument(help: "The authorities a client trusts instead of the system's.") var authorities:
    String?
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    switch role {
    case .client:
      guard let url = ServiceURL(place) else { throw Failure(.usage, "'\(place)' is no URL") }
      return try EchoClient(url: url, authorities: authorities).run()
    case .server:
      guard let port = UInt16(place) else { throw Failure(.usage, "'\(place)' is no port") }
      return try EchoServer(port: Int(port)).run()
    }
  }
}
