extension ParameterRule {
  /// Every parameter of a streaming session, in the order the service's documents give them.
  public static let all: [ParameterRule] =
    audio + turns + vocabulary + languages + speakers + privacy + session

  private static let audio = [
    ParameterRule("speech_model", .choice(SpeechModel.allCases.map(\.rawValue))),
    ParameterRule("sample_rate", .integer(8000...96_000), default: "16000"),
    ParameterRule(
      "encoding", .choice(["pcm_s16le", "pcm_mulaw", "opus", "ogg_opus", "aac"]),
      default: "pcm_s16le"),
  ]

  private static let turns = [
    ParameterRule(
      "format_turns", .flag, models: [.universalStreaming, .whisper], elsewhere: .harmless,
      updatable: [.universalStreaming, .whisper], default: "false"),
    ParameterRule(
      "end_of_turn_confidence_threshold", .number(0...1), models: .universalStreaming,
      elsewhere: .harmless, updatable: .universalStreaming, default: "0.4"),
    ParameterRule(
      "min_turn_silence", .integer(50...10_000, clamped: true), updatable: .all),
    ParameterRule(
      "min_end_of_turn_silence_when_confident", .integer(50...10_000, clamped: true),
      updatable: .all, alias: "min_turn_silence"),
    ParameterRule("max_turn_silence", .integer(0...Int.max), updatable: .all),
    ParameterRule(
      "mode", .choice(["min_latency", "balanced", "max_accuracy"]), models: .universal3,
      elsewhere: .refused, updatable: .universal35, default: "balanced"),
    ParameterRule("vad_threshold", .number(0...1), updatable: .all),
    ParameterRule(
      "interruption_delay", .integer(0...1000), models: .universal3, updatable: .universal3),
    ParameterRule("continuous_partials", .flag, models: .universal3, updatable: .universal35),
    ParameterRule("include_partial_turns", .flag),
    ParameterRule(
      "turn_left_pad_ms", .integer(0...Int.max), models: .universal3, updatable: .universal3),
    ParameterRule(
      "acknowledge_silence", .flag, models: .universal3, updatable: .universal3, default: "false"),
    ParameterRule("max_turn_duration", .integer(0...Int.max), models: .universal3),
  ]

  private static let vocabulary = [
    ParameterRule(
      "keyterms_prompt", .list(limit: 100, itemLimit: 50), updatable: .all),
    ParameterRule(
      "keyterms", .list(limit: 100, itemLimit: 50), updatable: .all, alias: "keyterms_prompt"),
    ParameterRule(
      "prompt", .text(limit: 1750), models: .universal3, elsewhere: .refused,
      updatable: .universal3),
    ParameterRule(
      "agent_context", .text(limit: 1750), models: .universal35, updatable: .universal35),
    ParameterRule("previous_context_n_turns", .integer(0...100), models: .universal35),
  ]

  private static let languages = [
    ParameterRule(
      "language_codes", .list(limit: 10, choices: languageCodes), models: .universal35,
      updatable: .universal35),
    ParameterRule(
      "language_code", .choice(languageCodes), models: .universal35, alias: "language_codes"),
    ParameterRule(
      "language_detection", .flag, models: [.multilingual, .universal3, .whisper],
      default: "false"),
    ParameterRule(
      "language", .choice(["en", "multi"]), models: .universalStreaming, default: "en"),
  ]

  private static let speakers = [
    ParameterRule("speaker_labels", .flag, default: "false"),
    ParameterRule("max_speakers", .integer(1...10)),
    ParameterRule(
      "speaker_labels_revision_interval_ms", .interval(least: 120_000), default: "0"),
    ParameterRule("domain", .choice(["medical-v1"])),
    ParameterRule("voice_focus", .choice(["near-field", "far-field"]), models: .universal35),
    ParameterRule(
      "noise_suppression_model", .choice(["near-field", "far-field"]), models: .universal35,
      alias: "voice_focus"),
    ParameterRule("voice_focus_threshold", .number(0...1), models: .universal35),
    ParameterRule(
      "noise_suppression_threshold", .number(0...1), models: .universal35,
      alias: "voice_focus_threshold"),
  ]

  private static let privacy = [
    ParameterRule(
      "redact_pii", .flag, models: [.universalStreaming, .universal3], default: "false"),
    ParameterRule(
      "redact_pii_policies", .list(limit: 100, choices: policies),
      models: [.universalStreaming, .universal3]),
    ParameterRule(
      "redact_pii_sub", .choice(["hash", "entity_name"]),
      models: [.universalStreaming, .universal3], default: "hash"),
    ParameterRule("filter_profanity", .flag, updatable: .all, default: "false"),
  ]

  private static let session = [
    ParameterRule("inactivity_timeout", .integer(5...3600)),
    ParameterRule("session_heartbeat", .flag, updatable: .all, default: "false"),
    ParameterRule("webhook_url", .text()),
    ParameterRule("webhook_auth_header_name", .text()),
    ParameterRule("webhook_auth_header_value", .text()),
    ParameterRule("llm_gateway", .object),
    ParameterRule("customer_support_audio_capture", .flag, default: "false"),
    ParameterRule("token", .text()),
  ]

  private static let languageCodes = [
    "en", "es", "de", "fr", "it", "pt", "tr", "nl", "sv", "no", "da", "fi", "hi", "vi", "ar", "he",
    "ja", "ur", "zh", "ru", "ko", "ca", "gl", "ro", "et", "fa", "yue", "af", "mr", "zu", "xh", "nn",
    "multi",
  ]

  private static let policies = [
    "account_number", "banking_information", "blood_type", "credit_card_number",
    "credit_card_expiration", "credit_card_cvv", "date", "date_interval", "date_of_birth",
    "drivers_license", "drug", "duration", "email_address", "event", "filename",
    "gender_sexuality", "gender", "healthcare_number", "injury", "ip_address", "language",
    "location", "location_address", "marital_status", "medical_condition", "medical_process",
    "money_amount", "nationality", "number_sequence", "passport_number", "password", "person_age",
    "person_name", "phone_number", "physical_attribute", "political_affiliation", "occupation",
    "organization", "organization_medical_facility", "religion", "sexuality", "statistics", "time",
    "url", "us_social_security_number", "username", "vehicle_id", "zodiac_sign",
  ]
}
