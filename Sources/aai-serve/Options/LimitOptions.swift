import ArgumentParser
import ToolSupport

struct LimitOptions: ParsableArguments {
  @Option(help: .init("Refuse a session while so many are open.", valueName: "n"))
  var maxSessions: Int?

  @Option(
    help: .init("Refuse more new sessions than this in a minute.", valueName: "n/min"))
  var maxNewSessions: PerMinute?

  @Option(
    help: .init("End a session with 3008 after this long.", valueName: "time"))
  var maxSessionDuration = Seconds(.seconds(10_800))

  @Option(help: .init("The time a client has for TLS and its whole request.", valueName: "time"))
  var handshakeTimeout = Seconds(.seconds(10))
}
