import AAIProtocol

extension LiveField {
  /// The body of a request for a session.
  static let request = object([
    ("encoding", .choice(["wav/pcm", "wav/alaw", "wav/ulaw"])),
    ("bit_depth", .oneOf([8, 16, 24, 32])),
    ("sample_rate", .oneOf(LiveRequest.sampleRates)),
    ("channels", .integer(1...8)),
    ("model", .choice(["solaria-1"])),
    ("custom_metadata", .anyObject),
    ("endpointing", .number(0.01...10)),
    ("maximum_duration_without_endpointing", .number(5...60)),
    (
      "language_config",
      .object([
        ("languages", .list(.choice(languages), minimum: 0)), ("code_switching", .flag),
      ])
    ),
    (
      "pre_processing",
      .object([("audio_enhancer", .flag), ("speech_threshold", .number(0...1))])
    ),
    ("realtime_processing", realtimeProcessing),
    (
      "post_processing",
      .object([
        ("summarization", .flag),
        (
          "summarization_config",
          .object([("type", .choice(["general", "bullet_points", "concise"]))])
        ),
        ("chapterization", .flag),
      ])
    ),
    ("messages_config", .object(messageFlags)),
    ("callback", .flag),
    ("callback_config", .object([("url", .webAddress)] + messageFlags)),
  ])

  private static let realtimeProcessing = object([
    ("custom_vocabulary", .flag),
    (
      "custom_vocabulary_config",
      .object([
        (
          "vocabulary",
          .list(
            .either(
              .text,
              .object([
                ("value", .text), ("intensity", .number(0...1)),
                ("pronunciations", .list(.text, minimum: 0)), ("language", .choice(languages)),
              ])), minimum: 0)
        ),
        ("default_intensity", .number(0...1)),
      ])
    ),
    ("custom_spelling", .flag),
    (
      "custom_spelling_config",
      .object([("spelling_dictionary", .dictionary(.list(.text, minimum: 0)))])
    ),
    ("translation", .flag),
    (
      "translation_config",
      .object([
        ("target_languages", .list(.choice(languages + ["wo"]), minimum: 1)),
        ("model", .choice(["base", "enhanced", "batch"])),
        ("match_original_utterances", .flag), ("lipsync", .flag), ("context_adaptation", .flag),
        ("context", .text), ("informal", .flag),
      ])
    ),
    ("named_entity_recognition", .flag),
    ("sentiment_analysis", .flag),
  ])

  private static let messageFlags = LiveMessageKind.allCases.map {
    (name: $0.flag, field: LiveField.flag)
  }

  private static let languages =
    """
    af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he \
    hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl \
    nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz \
    vi yi yo zh
    """.split(separator: " ").map(String.init)
}
