import AAIProtocol
import ArgumentParser
import ToolSupport

/// The model, and everything else the session is told when it begins.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("m"), .long],
    help: "The speech model.",
    completion: .list(SpeechModel.allCases.map(\.rawValue)))
  var speechModel = "u3-rt-pro"

  @OptionGroup(title: "Turns") var turns: TurnOptions
  @OptionGroup(title: "Vocabulary") var vocabulary: VocabularyOptions
  @OptionGroup(title: "Languages") var languages: LanguageOptions
  @OptionGroup(title: "Speakers") var speakers: SpeakerOptions
  @OptionGroup(title: "Privacy") var privacy: PrivacyOptions
  @OptionGroup(title: "Session") var session: SessionOptions

  func parameters() throws(Failure) -> SessionParameters {
    var parameters = SessionParameters()
    parameters.set("speech_model", to: speechModel)
    turns.add(to: &parameters)
    try vocabulary.add(to: &parameters)
    languages.add(to: &parameters)
    speakers.add(to: &parameters)
    privacy.add(to: &parameters)
    try session.add(to: &parameters)
    do throws(ParameterViolation) {
      try parameters.validate(model: parameters.model)
    } catch {
      let option = optionName(error.parameter)
      throw Failure(
        .usage, "\(option) \(error.explanation)", hint: error.remedy.map { "\(option) \($0)" })
    }
    return parameters
  }

  private func optionName(_ parameter: String) -> String {
    let exceptions = [
      "speaker_labels_revision_interval_ms": "--speaker-labels-revision-interval",
      "language_codes": "--language-code", "redact_pii_policies": "--redact-pii-policy",
      "webhook_auth_header_value": "--webhook-auth-header-value-file",
    ]
    return exceptions[parameter] ?? "--" + parameter.replacing("_", with: "-")
  }
}
