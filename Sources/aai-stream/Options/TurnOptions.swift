import AAIProtocol
import ArgumentParser
import ToolSupport

/// Where turns end and how they are shown meanwhile.
struct TurnOptions: ParsableArguments {
  @Flag(help: "Ask for formatted final turns (universal-streaming models, whisper-rt).")
  var formatTurns = false

  @Option(
    help: "End turns sooner or later (universal-streaming models): \(TurnDetection.names).",
    completion: .list(TurnDetection.allCases.map(\.rawValue)))
  var turnDetection: TurnDetection?

  @Option(
    help: ArgumentHelp(
      "How sure the model must be that a turn has ended, 0 to 1.", valueName: "number"))
  var endOfTurnConfidenceThreshold: Double?

  @Option(
    help: ArgumentHelp(
      "Silence after which a turn may end, 50 to 10000 ms.", valueName: "time"))
  var minTurnSilence: Milliseconds?

  @Option(help: ArgumentHelp("Silence that ends any turn.", valueName: "time"))
  var maxTurnSilence: Milliseconds?

  @Option(
    help: ArgumentHelp("Audio less likely to be speech is silence, 0 to 1.", valueName: "number"))
  var vadThreshold: Double?

  @Option(
    help: "Trade speed for accuracy: min_latency, balanced or max_accuracy.",
    completion: .list(["min_latency", "balanced", "max_accuracy"]))
  var mode: String?

  @Option(
    help: ArgumentHelp("Wait so long before the first partial, 0 to 1000 ms.", valueName: "time"))
  var interruptionDelay: Milliseconds?

  @Flag(inversion: .prefixedNo, help: "Show partials while speech goes on.")
  var continuousPartials: Bool?

  @Flag(inversion: .prefixedNo, help: "Send partial turns at all.")
  var includePartialTurns: Bool?

  @Option(
    help: ArgumentHelp("Let a turn begin so long before its first word.", valueName: "time"))
  var turnLeftPad: Milliseconds?

  @Flag(help: "Ask for a Silence line about every second in which nobody speaks.")
  var acknowledgeSilence = false

  func add(to parameters: inout SessionParameters) {
    if formatTurns { parameters.set("format_turns", to: "true") }
    turnDetection?.add(to: &parameters)
    parameters.set("end_of_turn_confidence_threshold", to: endOfTurnConfidenceThreshold)
    parameters.set("min_turn_silence", to: minTurnSilence?.duration)
    parameters.set("max_turn_silence", to: maxTurnSilence?.duration)
    parameters.set("vad_threshold", to: vadThreshold)
    parameters.set("mode", to: mode)
    parameters.set("interruption_delay", to: interruptionDelay?.duration)
    parameters.set("continuous_partials", to: continuousPartials)
    parameters.set("include_partial_turns", to: includePartialTurns)
    parameters.set("turn_left_pad_ms", to: turnLeftPad?.duration)
    if acknowledgeSilence { parameters.set("acknowledge_silence", to: true as Bool?) }
  }
}
