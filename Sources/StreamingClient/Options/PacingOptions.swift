public import AAIProtocol
public import ArgumentParser
public import ToolSupport

/// How audio is cut and timed on its way out.
public struct PacingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Audio in one message, 50 to 1000 ms.", valueName: "time"))
  public var chunk = Milliseconds(.milliseconds(50))

  @Option(help: ArgumentHelp("Send so many times faster than real time.", valueName: "factor"))
  var pace = 1.0

  @Flag(help: "Send as fast as the connection takes it.")
  var noPace = false

  @Option(help: ArgumentHelp("Send this much silence behind the last audio.", valueName: "time"))
  var tailSilence = Seconds(.zero)

  public init() {}

  public func validate() throws {
    guard (Duration.milliseconds(50)...(.seconds(1))).contains(chunk.duration) else {
      throw ValidationError("--chunk must be from 50ms to 1s")
    }
    guard pace > 0, pace <= 100 else {
      throw ValidationError("--pace must be more than 0 and at most 100")
    }
  }

  public func apply(to settings: inout SessionSettings) {
    settings.chunk = chunk.duration
    settings.pace = noPace ? nil : pace
    settings.tailSilence = tailSilence.duration
  }
}
