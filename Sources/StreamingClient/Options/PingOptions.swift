public import AAIProtocol
public import ArgumentParser
import ToolSupport

/// How a connection that has died is noticed.
public struct PingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ping a server that has been silent for so long; 0 for never.", valueName: "time"))
  var pingInterval = Seconds(.seconds(20))

  @Option(
    help: ArgumentHelp(
      "Take the connection for lost without an answer after this long.", valueName: "time"))
  var pingTimeout = Seconds(.seconds(20))

  public init() {}

  public func apply(to settings: inout SessionSettings) {
    settings.pingInterval = pingInterval.duration > .zero ? pingInterval.duration : nil
    settings.pingTimeout = pingTimeout.duration
  }
}
