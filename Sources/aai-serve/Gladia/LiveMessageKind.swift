/// The messages that a request turns on and off together.
enum LiveMessageKind: String, CaseIterable, Sendable {
  case partialTranscripts = "partial_transcripts"
  case finalTranscripts = "final_transcripts"
  case speechEvents = "speech_events"
  case preProcessingEvents = "pre_processing_events"
  case realtimeProcessingEvents = "realtime_processing_events"
  case postProcessingEvents = "post_processing_events"
  case acknowledgments
  case errors
  case lifecycleEvents = "lifecycle_events"

  var flag: String { "receive_" + rawValue }

  /// Whether they come when nothing is said of them.
  var isDefault: Bool { self != .partialTranscripts && self != .lifecycleEvents }
}
