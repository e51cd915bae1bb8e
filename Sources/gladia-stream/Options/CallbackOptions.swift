import AAIProtocol
import ArgumentParser

/// Where else the service sends the session's events.
struct CallbackOptions: ParsableArguments {
  enum Event: String, ExpressibleByArgument, CaseIterable {
    case partialTranscripts = "partial_transcripts"
    case finalTranscripts = "final_transcripts"
    case speechEvents = "speech_events"
    case preProcessingEvents = "pre_processing_events"
    case realtimeProcessingEvents = "realtime_processing_events"
    case postProcessingEvents = "post_processing_events"
    case acknowledgments
    case errors
    case lifecycleEvents = "lifecycle_events"
  }

  @Option(
    name: .customLong("callback-url"),
    help: ArgumentHelp("Have the events posted here, too.", valueName: "url"))
  var callbackURL: String?

  @Option(
    help: ArgumentHelp("Have only events of this kind posted; repeatable.", valueName: "kind"))
  var callbackEvent: [Event] = []

  func validate() throws {
    if !callbackEvent.isEmpty && callbackURL == nil {
      throw ValidationError("--callback-event needs --callback-url")
    }
  }

  func add(to request: inout LiveRequest) {
    guard let callbackURL else { return }
    request.set("callback", to: true)
    request.set("callback_config", "url", to: .string(callbackURL))
    guard !callbackEvent.isEmpty else { return }
    for event in Event.allCases {
      request.set(
        "callback_config", "receive_" + event.rawValue, to: .bool(callbackEvent.contains(event)))
    }
  }
}
