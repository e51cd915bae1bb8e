import AAIProtocol
import Testing

@Suite("session parameters")
struct SessionParametersTests {
  private func parameters(_ entries: KeyValuePairs<String, String>) -> SessionParameters {
    var parameters = SessionParameters()
    for (name, text) in entries { parameters.set(name, to: text) }
    return parameters
  }

  @Test("a query keeps order and escapes everything but unreserved characters")
  func query() {
    var parameters = SessionParameters()
    parameters.set("speech_model", to: "u3-rt-pro")
    parameters.set("keyterms_prompt", to: .list(["C++", "Ærø havn", "a\"b&c"]))
    parameters.set("format_turns", to: .flag(true))
    parameters.set("vad_threshold", to: .number(0.25))
    #expect(
      parameters.queryString
        == "speech_model=u3-rt-pro&keyterms_prompt=%5B%22C%2B%2B%22%2C%22%C3%86r%C3%B8%20havn%22%2C%22a%5C%22b%26c%22%5D"
        + "&format_turns=true&vad_threshold=0.25")
    #expect(SessionParameters(query: parameters.queryString) == parameters)
  }

  @Test("a form-encoded query is read as well, broken escapes as they stand")
  func formEncoded() {
    let parameters = SessionParameters(query: "prompt=two+words%2B&&flag&x=%zz%4")
    #expect(parameters["prompt"] == "two words+")
    #expect(parameters["flag"] == "")
    #expect(parameters["x"] == "%zz%4")
  }

  static let refused: [(String, String, String, String)] = [
    (
      "sample_rate", "7999", "must be a whole number from 8000 to 96000, not 7999",
      "Invalid 'sample_rate': Value error, sample_rate must be at least 8,000 Hz"
    ),
    (
      "sample_rate", "many", "must be a whole number from 8000 to 96000, not many",
      "Invalid 'sample_rate': Input should be a valid integer, unable to parse string as an integer"
    ),
    (
      "encoding", "flac",
      "must be 'pcm_s16le', 'pcm_mulaw', 'opus', 'ogg_opus' or 'aac', not 'flac'",
      "Invalid 'encoding': 'flac' is not a valid Encoding"
    ),
    (
      "keyterms_prompt", "a,b", "must be a JSON array of strings, not a,b",
      "Invalid 'keyterms_prompt': Value error, Invalid JSON array"
    ),
    (
      "keyterms_prompt", "[" + Array(repeating: "\"x\"", count: 101).joined(separator: ",") + "]",
      "has 101 items, more than 100",
      "Invalid 'keyterms_prompt': Value error, Max 100 items"
    ),
    (
      "prompt", String(repeating: "é", count: 1751), "has 1751 characters, more than 1750",
      "Invalid 'prompt': Value error, prompt exceeds maximum length of 1750 characters (got 1751)"
    ),
    (
      "inactivity_timeout", "4", "must be a whole number from 5 to 3600, not 4",
      "Invalid 'inactivity_timeout': Input should be greater than or equal to 5"
    ),
    (
      "end_of_turn_confidence_threshold", "1.5", "must be a number from 0.0 to 1.0, not 1.5",
      "Invalid 'end_of_turn_confidence_threshold': Input should be less than or equal to 1"
    ),
    (
      "speaker_labels", "perhaps", "must be true or false, not perhaps",
      "Invalid 'speaker_labels': Input should be a valid boolean, unable to interpret input"
    ),
    (
      "mode", "fast", "must be 'min_latency', 'balanced' or 'max_accuracy', not 'fast'",
      "Invalid 'mode': Input should be 'min_latency', 'balanced' or 'max_accuracy'"
    ),
    (
      "llm_gateway", "[]", "must be a JSON object, not []",
      "Invalid 'llm_gateway': Value error, Invalid JSON object"
    ),
  ]

  @Test("each refusal has a person's words and the service's", arguments: refused)
  func refusal(name: String, text: String, explanation: String, service: String) {
    for judge in [ParameterRule.Judge.client, .service] {
      let violation = #expect(throws: ParameterViolation.self) {
        try parameters([name: text]).validate(model: .u3RealTimePro, by: judge)
      }
      #expect(violation?.parameter == name)
      #expect(violation?.explanation == explanation)
      #expect(violation?.serviceText == "User Input Validation Error: " + service)
    }
  }

  @Test("a language the service does not know is named by its place")
  func language() {
    let violation = #expect(throws: ParameterViolation.self) {
      try parameters(["language_codes": #"["en","xx"]"#]).validate(model: .universal35Pro)
    }
    #expect(violation?.explanation == "does not know 'xx'")
    #expect(
      violation?.serviceText.hasPrefix(
        "User Input Validation Error: Invalid 'language_codes.1': Input should be 'en', 'es'")
        == true)
  }

  @Test("what a model has no use for: refused by both, by the client alone, or by neither")
  func models() throws {
    let prompt = parameters(["prompt": "Names of pumps."])
    let violation = #expect(throws: ParameterViolation.self) {
      try prompt.validate(model: .universalStreamingEnglish, by: .service)
    }
    #expect(
      violation?.serviceText
        == "User Input Validation Error: Invalid 'prompt': Value error, prompt is only supported with the 'u3-rt-pro' speech_model"
    )
    #expect(
      violation?.explanation
        == "is for u3-rt-pro, universal-3-5-pro and universal-3-6-pro, not for universal-streaming-english"
    )

    let focus = parameters(["voice_focus": "near-field"])
    try focus.validate(model: .u3RealTimePro, by: .service)
    #expect(throws: ParameterViolation.self) { try focus.validate(model: .u3RealTimePro) }
    try focus.validate(model: nil)

    try parameters(["format_turns": "true"]).validate(model: .u3RealTimePro)
  }

  @Test("the service clamps a silence, the client says so beforehand")
  func clamped() throws {
    let parameters = parameters(["min_turn_silence": "20"])
    try parameters.validate(model: .u3RealTimePro, by: .service)
    #expect(throws: ParameterViolation.self) { try parameters.validate(model: .u3RealTimePro) }
  }

  @Test("a threshold needs the feature it belongs to")
  func dependency() throws {
    let alone = parameters(["voice_focus_threshold": "0.5"])
    let violation = #expect(throws: ParameterViolation.self) {
      try alone.validate(model: .universal35Pro)
    }
    #expect(violation?.explanation == "needs voice_focus")
    try parameters(["voice_focus_threshold": "0.5", "voice_focus": "far-field"])
      .validate(model: .universal35Pro)
  }

  @Test("a deprecated name is read where the present one is missing")
  func aliases() {
    let parameters = SessionParameters(
      query: "min_end_of_turn_silence_when_confident=300&keyterms=[]")
    #expect(parameters.value("min_turn_silence") == .integer(300))
    #expect(parameters.value("keyterms_prompt") == .list([]))
    #expect(parameters.value("max_turn_silence") == nil)
  }

  @Test("a deprecated name gives way to the present one, whose value counts where both are given")
  func modernized() {
    var parameters = SessionParameters(
      query: "speech_model=u3-pro&language_code=es&noise_suppression_model=near-field"
        + "&noise_suppression_threshold=0.5&voice_focus_threshold=0.7"
        + "&min_end_of_turn_silence_when_confident=300&keyterms=%5B%5D")
    let renamed = parameters.modernize().map { "\($0.old) \($0.new)" }
    #expect(
      renamed == [
        "u3-pro u3-rt-pro", "language_code language_codes", "noise_suppression_model voice_focus",
        "noise_suppression_threshold voice_focus_threshold",
        "min_end_of_turn_silence_when_confident min_turn_silence",
      ])
    #expect(
      parameters.entries.map { "\($0.name)=\($0.text)" }.sorted() == [
        "keyterms=[]", #"language_codes=["es"]"#, "min_turn_silence=300",
        "speech_model=u3-rt-pro", "voice_focus=near-field", "voice_focus_threshold=0.7",
      ])
    #expect(parameters.modernize() == [])
  }

  /// Every field that the official client lets change while a session runs.
  static let updates: [(String, JSONValue)] = [
    ("end_of_turn_confidence_threshold", .number("0.5")), ("min_turn_silence", 200),
    ("max_turn_silence", 900), ("vad_threshold", .number("0.3")), ("format_turns", true),
    ("keyterms_prompt", ["pump"]), ("filter_profanity", true), ("prompt", ""),
    ("agent_context", "Which line?"), ("interruption_delay", 0), ("turn_left_pad_ms", 100),
    ("language_codes", []), ("session_heartbeat", true), ("acknowledge_silence", true),
    ("mode", "min_latency"), ("continuous_partials", false),
  ]

  @Test("a running session takes what may change", arguments: updates)
  func updated(name: String, value: JSONValue) throws {
    let rule = try #require(ParameterRule.named(name))
    // What the family has no use for is harmless or refused; one of the two models takes it.
    let models = [SpeechModel.universal36Pro, .universalStreamingEnglish]
    #expect(models.contains { (try? rule.check(update: value, model: $0)) != nil })
    try rule.check(update: value, model: nil)
  }

  @Test(
    "and nothing else, nor what would end it",
    arguments: [
      ("speech_model", "u3-rt-pro", "cannot be changed while a session runs"),
      ("sample_rate", 8000, "cannot be changed while a session runs"),
      ("speaker_labels", true, "cannot be changed while a session runs"),
      ("redact_pii", true, "cannot be changed while a session runs"),
      ("voice_focus", "near-field", "cannot be changed while a session runs"),
      ("min_turn_silence", "soon", "must be a whole number from 50 to 10000, not soon"),
      ("min_turn_silence", 10, "must be a whole number from 50 to 10000, not 10"),
      ("session_heartbeat", 5, "must be true or false, not 5"),
      ("mode", "fast", "must be 'min_latency', 'balanced' or 'max_accuracy', not 'fast'"),
      ("language_codes", "en", "must be a JSON array of strings, not \"en\""),
    ] as [(String, JSONValue, String)])
  func settled(name: String, value: JSONValue, explanation: String) throws {
    let rule = try #require(ParameterRule.named(name))
    let violation = #expect(throws: ParameterViolation.self) {
      try rule.check(update: value, model: .universal36Pro)
    }
    #expect(violation?.explanation == explanation)
  }

  @Test("names the service would ignore, and values as the Python client spells them, pass")
  func lenient() throws {
    let parameters = SessionParameters(query: "speaker_labels=True&formatted_finals=maybe&x=y")
    try parameters.validate(model: .u3RealTimePro, by: .service)
    #expect(parameters.value("speaker_labels") == .flag(true))
  }
}
