import AAIProtocol
import ArgumentParser

/// How eagerly a turn is ended, as the service's documents name it: three parameters at once.
enum TurnDetection: String, ExpressibleByArgument, CaseIterable {
  case aggressive, balanced, conservative

  static let names = "aggressive, balanced or conservative"

  /// The models whose turns end by these parameters.
  static let models = ModelSet.universalStreaming

  func add(to parameters: inout SessionParameters) {
    let (threshold, least, most) =
      switch self {
      case .aggressive: (0.4, 160, 400)
      case .balanced: (0.4, 400, 1280)
      case .conservative: (0.7, 800, 3600)
      }
    parameters.set("end_of_turn_confidence_threshold", to: threshold as Double?)
    parameters.set("min_turn_silence", to: least as Int?)
    parameters.set("max_turn_silence", to: most as Int?)
  }
}
