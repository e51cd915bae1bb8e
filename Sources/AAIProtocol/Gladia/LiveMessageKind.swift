/// The kinds of messages that a request turns on and off together (protocol.md §8).
public enum LiveMessageKind: String, CaseIterable, Sendable {
  case partialTranscripts = "partial_transcripts"
  case finalTranscripts = "final_transcripts"
  case speechEvents = "speech_events"
  case preProcessingEvents = "pre_processing_events"
  case realtimeProcessingEvents = "realtime_processing_events"
  case postProcessingEvents = "post_processing_events"
  case acknowledgments
  case errors
  case lifecycleEvents = "lifecycle_events"

  /// The member of `messages_config` and `callback_config` that says so.
  public var flag: String { "receive_" + rawValue }

  /// Whether they come when nothing is said of them.
  public var isDefault: Bool { self != .partialTranscripts && self != .lifecycleEvents }
}
