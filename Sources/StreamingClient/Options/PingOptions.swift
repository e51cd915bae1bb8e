public import ArgumentParser
public import ToolSupport

/// How a connection that has died is noticed.
public struct PingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ping a server that has been silent for so long; 0 for never.", valueName: "time"))
  public var pingInterval = Seconds(.seconds(20))

  @Option(
    help: ArgumentHelp(
      "Take the connection for lost without an answer after this long.", valueName: "time"))
  public var pingTimeout = Seconds(.seconds(20))

  public init() {}
}
