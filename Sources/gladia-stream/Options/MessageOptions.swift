import AAIProtocol
import ArgumentParser

/// Which events the service sends; what is not said stays as the service has it.
struct MessageOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Send partial transcripts.")
  var partials: Bool?

  @Flag(inversion: .prefixedNo, help: "Send final transcripts.")
  var finals: Bool?

  @Flag(inversion: .prefixedNo, help: "Say when speech begins and ends.")
  var speechEvents: Bool?

  @Flag(inversion: .prefixedNo, help: "Send events of what is done to the audio.")
  var preProcessingEvents: Bool?

  @Flag(inversion: .prefixedNo, help: "Send translations, entities and moods as they come.")
  var realtimeProcessingEvents: Bool?

  @Flag(inversion: .prefixedNo, help: "Send the whole transcript and its summary at the end.")
  var postProcessingEvents: Bool?

  @Flag(
    inversion: .prefixedNo, help: "Print the acknowledgements of audio, which are always asked for."
  )
  var acknowledgments: Bool?

  @Flag(inversion: .prefixedNo, help: "Send errors as events.")
  var errors: Bool?

  @Flag(inversion: .prefixedNo, help: "Say when recording and session begin and end.")
  var lifecycleEvents: Bool?

  func add(to request: inout LiveRequest) {
    let kinds: [(kind: LiveMessageKind, isWanted: Bool?)] = [
      (.partialTranscripts, partials), (.finalTranscripts, finals), (.speechEvents, speechEvents),
      (.preProcessingEvents, preProcessingEvents),
      (.realtimeProcessingEvents, realtimeProcessingEvents),
      (.postProcessingEvents, postProcessingEvents),
      (.errors, errors), (.lifecycleEvents, lifecycleEvents),
    ]
    for (kind, isWanted) in kinds {
      request.set("messages_config", kind.flag, to: isWanted.map { .bool($0) })
    }
  }
}
