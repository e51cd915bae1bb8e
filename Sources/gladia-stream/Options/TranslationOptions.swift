import AAIProtocol
import ArgumentParser

/// Translation as it is spoken.
struct TranslationOptions: ParsableArguments {
  enum Model: String, ExpressibleByArgument, CaseIterable {
    case base, enhanced
  }

  @Option(help: ArgumentHelp("Translate into a language; repeatable.", valueName: "code"))
  var translateTo: [String] = []

  @Option(help: "The model that translates: base or enhanced.")
  var translationModel: Model?

  @Flag(
    inversion: .prefixedNo, help: "Keep the utterances of the translation those of the original.")
  var matchOriginalUtterances: Bool?

  @Flag(inversion: .prefixedNo, help: "Keep the translation in step with the lips.")
  var lipsync: Bool?

  @Flag(inversion: .prefixedNo, help: "Let the translation heed its context.")
  var contextAdaptation: Bool?

  @Option(help: ArgumentHelp("Tell the translator what is spoken of.", valueName: "text"))
  var translationContext: String?

  @Flag(help: "Translate informally.")
  var informal = false

  func validate() throws {
    let isTuned =
      translationModel != nil || matchOriginalUtterances != nil || lipsync != nil
      || contextAdaptation != nil || translationContext != nil || informal
    if isTuned && translateTo.isEmpty {
      throw ValidationError("the options for a translation need --translate-to")
    }
  }

  func add(to request: inout LiveRequest) {
    guard let languages = JSONValue.list(translateTo) else { return }
    request.set("realtime_processing", "translation", to: true)
    func set(_ name: String, _ value: JSONValue?) {
      request.set("realtime_processing", "translation_config", name, to: value)
    }
    set("target_languages", languages)
    set("model", translationModel.map { .string($0.rawValue) })
    set("match_original_utterances", matchOriginalUtterances.map { .bool($0) })
    set("lipsync", lipsync.map { .bool($0) })
    set("context_adaptation", contextAdaptation.map { .bool($0) })
    set("context", translationContext.map { .string($0) })
    set("informal", .ifSet(informal))
  }
}
