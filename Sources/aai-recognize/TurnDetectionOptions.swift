import ArgumentParser
import ToolSupport

/// When a turn ends, by the names the service has for it.
struct TurnDetectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Silence that ends a turn which sounds complete.", valueName: "time"))
  var minTurnSilence = Milliseconds(.milliseconds(400))

  @Option(help: ArgumentHelp("Silence that ends any turn.", valueName: "time"))
  var maxTurnSilence = Milliseconds(.milliseconds(1280))

  var endpoints: Endpointer.Patience {
    Endpointer.Patience(
      complete: minTurnSilence.duration,
      any: max(minTurnSilence.duration, maxTurnSilence.duration))
  }
}
