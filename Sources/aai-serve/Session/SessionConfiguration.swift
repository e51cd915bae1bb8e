import AAIProtocol

/// What a session was asked to be, with the service's defaults for what was left out.
struct SessionConfiguration: Sendable {
  /// What the service takes when no model is named.
  static let defaultModel = SpeechModel.universal36Pro

  let model: SpeechModel
  let format: AudioFormat
  /// The newest value of every parameter, as given or updated.
  private var parameters: SessionParameters

  init(_ parameters: SessionParameters) throws(ParameterViolation) {
    self.parameters = parameters
    // The model first: others are judged against it.
    if let name = parameters["speech_model"], let rule = ParameterRule.named("speech_model") {
      try rule.check(.text(name), by: .service)
    }
    model = parameters.model ?? Self.defaultModel
    try parameters.validate(model: model, by: .service)
    let rate =
      if case .integer(let rate)? = parameters.value("sample_rate") { rate } else { 16_000 }
    let encoding = parameters["encoding"].flatMap(AudioEncoding.init(rawValue:)) ?? .pcmS16LE
    format = AudioFormat(encoding, sampleRate: rate)
  }

  /// Takes the fields of an `UpdateConfiguration`; those that a running session of this model cannot
  /// change are ignored.
  mutating func update(_ fields: [ClientMessage.Field]) throws(ParameterViolation) {
    var updated = parameters
    for field in fields {
      guard let rule = ParameterRule.named(field.name) else { continue }
      try rule.checkModel(model, by: .service)
      guard rule.updatable.includes(model) else { continue }
      let value = try rule.value(reading: field.value)
      try rule.check(value, by: .service)
      let name = rule.alias ?? rule.name
      // A new preset counts more than silences that were given before it.
      if name == "mode" {
        updated.remove("min_turn_silence")
        updated.remove("max_turn_silence")
        updated.remove("interruption_delay")
      }
      updated.set(name, to: value)
    }
    parameters = updated
  }

  func flag(_ name: String) -> Bool {
    if case .flag(let value)? = parameters.value(name) { value } else { false }
  }

  private func given(_ name: String) -> ParameterValue? { parameters.value(name) }

  private func integer(_ name: String) -> Int? {
    if case .integer(let value)? = given(name) { value } else { nil }
  }

  func text(_ name: String) -> String? {
    if case .text(let value)? = given(name) { value } else { nil }
  }

  func list(_ name: String) -> [String] {
    switch given(name) {
    case .list(let items)?: items
    // The one language of the deprecated name.
    case .text(let item)?: [item]
    default: []
    }
  }

  var formatsTurns: Bool { flag("format_turns") }
  var labelsSpeakers: Bool { flag("speaker_labels") }
  var acknowledgesSilence: Bool { model.family == .universal3 && flag("acknowledge_silence") }
  var inactivityTimeout: Int? { integer("inactivity_timeout") }
  var hasHeartbeat: Bool { flag("session_heartbeat") }

  /// Milliseconds of audio between two `SpeakerRevision`s in the middle of a session.
  var revisionInterval: Int? {
    guard labelsSpeakers, let interval = integer("speaker_labels_revision_interval_ms") else {
      return nil
    }
    return interval == 0 ? nil : max(interval, 120_000)
  }

  /// `nil` on models that have none.
  var mode: String? { model.family == .universal3 ? text("mode") ?? "balanced" : nil }

  var turnRules: TurnRules {
    var rules = TurnRules(family: model.family, minSilence: 400, maxSilence: 1280)
    if model.family == .universal3 { applyPreset(to: &rules) }
    if model.family == .whisper { rules.partialInterval = 3000 }
    if labelsSpeakers { applySpeakerPreset(to: &rules) }
    if let silence = integer("min_turn_silence") {
      rules.minSilence = min(max(silence, 50), 10_000)
      rules.sentenceSilence = rules.minSilence
    }
    if let silence = integer("max_turn_silence") { rules.maxSilence = silence }
    if let delay = integer("interruption_delay") { rules.interruptionDelay = delay }
    if case .number(let threshold)? = given("end_of_turn_confidence_threshold") {
      rules.threshold = threshold
    }
    if given("continuous_partials") != nil {
      rules.partialInterval = flag("continuous_partials") ? 1000 : 3000
    }
    // Redaction works on whole turns, so that there are no partials unless they are asked for.
    rules.showsPartials =
      given("include_partial_turns") == nil ? !flag("redact_pii") : flag("include_partial_turns")
    return rules
  }

  private func applyPreset(to rules: inout TurnRules) {
    switch given("mode") {
    case .text("min_latency"):
      (rules.minSilence, rules.maxSilence, rules.interruptionDelay) = (128, 640, 0)
    case .text("max_accuracy"):
      (rules.minSilence, rules.maxSilence, rules.interruptionDelay) = (512, 2560, 500)
    case nil where model == .u3RealTimePro || model == .u3RealTimeProBeta:
      (rules.minSilence, rules.maxSilence) = (100, 1000)
    default: (rules.minSilence, rules.maxSilence) = (128, 1280)
    }
  }

  private func applySpeakerPreset(to rules: inout TurnRules) {
    rules.cap = 10_000
    guard model.family == .universal3 else { return }
    (rules.minSilence, rules.maxSilence, rules.interruptionDelay) = (640, 768, 500)
    rules.partialInterval = 3000
  }

  /// The one language that is to be expected; `nil` for several, and for none in particular.
  var onlyLanguage: String? {
    let codes = list("language_codes")
    return codes.count == 1 && codes != ["multi"] ? codes[0] : nil
  }

  /// The languages that have a vocabulary of `domain`'s own.
  private static let domainLanguages: Set = ["en", "es", "de", "fr"]

  /// The first language that the domain which was asked for does not have.
  private var languageWithoutDomain: String? {
    list("language_codes").first { !Self.domainLanguages.contains($0) }
  }

  var domainWarning: ServiceWarning? {
    guard let domain = text("domain"), let language = languageWithoutDomain else { return nil }
    return .unsupportedDomain(domain, language: language)
  }

  /// What `Begin` echoes.
  func echo(apiVersion: String) -> Begin.Configuration {
    Begin.Configuration(
      model: model.rawValue, mode: mode, apiVersion: apiVersion, speakerLabels: labelsSpeakers,
      redactPII: flag("redact_pii"), filterProfanity: flag("filter_profanity"),
      domain: languageWithoutDomain == nil ? text("domain") : nil, voiceFocus: text("voice_focus"))
  }
}
