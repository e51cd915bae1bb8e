import AAIProtocol
import ArgumentParser
import Glibc
import ToolSupport

/// The model, and everything else the session is told when it begins.
struct ModelOptions: ParsableArguments {
  @Option(
    name: [.customShort("m"), .long],
    help: "The speech model. (default: $AAI_SPEECH_MODEL or \(Self.defaultModel.rawValue))",
    completion: .list(SpeechModel.allCases.map(\.rawValue)))
  var speechModel: String?

  @OptionGroup(title: "Turns") var turns: TurnOptions
  @OptionGroup(title: "Vocabulary") var vocabulary: VocabularyOptions
  @OptionGroup(title: "Languages") var languages: LanguageOptions
  @OptionGroup(title: "Speakers") var speakers: SpeakerOptions
  @OptionGroup(title: "Privacy") var privacy: PrivacyOptions
  @OptionGroup(title: "Session") var session: SessionOptions
  @OptionGroup var deprecated: DeprecatedOptions

  /// The model the service's guide for newcomers names.
  private static let defaultModel = SpeechModel.u3RealTimePro

  func parameters(_ diagnostics: Diagnostics) throws(Failure) -> SessionParameters {
    var parameters = SessionParameters()
    let inherited = getenv("AAI_SPEECH_MODEL").map { String(cString: $0) }
    let usual = inherited.flatMap { $0.isEmpty ? nil : $0 } ?? Self.defaultModel.rawValue
    parameters.set("speech_model", to: speechModel ?? usual)
    deprecated.add(to: &parameters)
    turns.add(to: &parameters)
    try vocabulary.add(to: &parameters)
    languages.add(to: &parameters)
    speakers.add(to: &parameters)
    privacy.add(to: &parameters)
    try session.add(to: &parameters)
    for renaming in parameters.modernize() {
      diagnostics.warning("\(renaming.old) is deprecated, \(renaming.new) is sent instead")
    }
    try check(parameters)
    advise(on: parameters, diagnostics)
    return parameters
  }

  private func check(_ parameters: SessionParameters) throws(Failure) {
    let model = parameters.model
    if let model, turns.turnDetection != nil, !TurnDetection.models.includes(model) {
      throw Failure(
        .usage, "--turn-detection is for \(TurnDetection.models.names), not for \(model.rawValue)",
        hint: model.family == .universal3 ? "--mode does it for \(model.rawValue)" : nil)
    }
    do throws(ParameterViolation) {
      try parameters.validate(model: model)
    } catch {
      let option = optionName(error.parameter)
      throw Failure(
        .usage, "\(option) \(error.explanation)", hint: error.remedy.map { "\(option) \($0)" })
    }
  }

  private func advise(on parameters: SessionParameters, _ diagnostics: Diagnostics) {
    if let model = parameters.model, !model.successors.isEmpty {
      let newer = model.successors.map(\.rawValue).joined(separator: " and ")
      diagnostics.note("the model is \(model.rawValue); newer is \(newer)")
    }
    if parameters.value("customer_support_audio_capture") == .flag(true) {
      diagnostics.warning(
        "the service records the audio of this session; "
          + "this is meant to be arranged with AssemblyAI's support")
    }
  }

  private func optionName(_ parameter: String) -> String {
    let exceptions = [
      "speaker_labels_revision_interval_ms": "--speaker-labels-revision-interval",
      "language_codes": "--language-code", "redact_pii_policies": "--redact-pii-policy",
      "turn_left_pad_ms": "--turn-left-pad",
      "webhook_auth_header_value": "--webhook-auth-header-value-file",
    ]
    return exceptions[parameter] ?? "--" + parameter.replacing("_", with: "-")
  }
}
