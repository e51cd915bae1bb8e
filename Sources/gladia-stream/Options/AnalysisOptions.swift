import AAIProtocol
import ArgumentParser

/// What is found in the text, while it is spoken and after.
struct AnalysisOptions: ParsableArguments {
  enum Summary: String, ExpressibleByArgument, CaseIterable {
    case general
    case bulletPoints = "bullet_points"
    case concise
  }

  @Flag(help: "Find names, places, numbers and the like.")
  var namedEntityRecognition = false

  @Flag(help: "Tell the mood of each utterance.")
  var sentimentAnalysis = false

  @Flag(help: "Sum the session up at its end.")
  var summarization = false

  @Option(help: "In which form: general, bullet_points or concise.")
  var summarizationType: Summary?

  @Flag(help: "Divide the session into chapters at its end.")
  var chapterization = false

  func validate() throws {
    if summarizationType != nil && !summarization {
      throw ValidationError("--summarization-type needs --summarization")
    }
  }

  func add(to request: inout LiveRequest) {
    request.set(
      "realtime_processing", "named_entity_recognition", to: .ifSet(namedEntityRecognition))
    request.set("realtime_processing", "sentiment_analysis", to: .ifSet(sentimentAnalysis))
    request.set("post_processing", "summarization", to: .ifSet(summarization))
    request.set(
      "post_processing", "summarization_config", "type",
      to: summarizationType.map { .string($0.rawValue) })
    request.set("post_processing", "chapterization", to: .ifSet(chapterization))
  }
}
