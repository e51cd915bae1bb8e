public import AAIProtocol
public import ArgumentParser
import ToolSupport

/// What is done about a lost connection and a slow end.
public struct RecoveryOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Try to reconnect for so long.", valueName: "time"))
  var retryMaxTime = Seconds(.seconds(300))

  @Flag(help: "End the run when the connection is lost.")
  var noReconnect = false

  @Option(help: ArgumentHelp("Keep this much audio to send it again.", valueName: "time"))
  var backlog = Seconds(.seconds(60))

  @Option(help: ArgumentHelp("Wait so long for the last events.", valueName: "time"))
  var drainTimeout = Seconds(.seconds(10))

  public init() {}

  public func apply(to settings: inout SessionSettings) {
    settings.retryTime = noReconnect ? nil : retryMaxTime.duration
    settings.backlog = backlog.duration
    settings.drainTimeout = drainTimeout.duration
  }
}
