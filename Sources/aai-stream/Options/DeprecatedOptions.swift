import AAIProtocol
import ArgumentParser
import ToolSupport

/// Options under names that the service has given up; each is taken for its present one.
struct DeprecatedOptions: ParsableArguments {
  @Option(help: .private) var minEndOfTurnSilenceWhenConfident: Milliseconds?
  @Option(help: .private) var noiseSuppressionModel: String?
  @Option(help: .private) var noiseSuppressionThreshold: Double?

  func add(to parameters: inout SessionParameters) {
    parameters.set(
      "min_end_of_turn_silence_when_confident", to: minEndOfTurnSilenceWhenConfident?.duration)
    parameters.set("noise_suppression_model", to: noiseSuppressionModel)
    parameters.set("noise_suppression_threshold", to: noiseSuppressionThreshold)
  }
}
