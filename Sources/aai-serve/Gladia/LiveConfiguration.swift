import AAIProtocol

/// What a Gladia session was asked to be, with the service's defaults for what was left out.
struct LiveConfiguration: Sendable {
  /// Why a request is not granted.
  struct Refusal: Error, Equatable {
    var status: Int
    var message: String
    var validationErrors: [String] = []
  }

  let format: AudioFormat
  let model = "solaria-1"
  let respelling: Respelling
  private let body: JSONValue

  /// - Parameter text: The body; an empty one asks for the defaults.
  init(_ text: String) throws(Refusal) {
    let isEmpty = text.allSatisfy(\.isWhitespace)
    guard let body = isEmpty ? [:] : try? JSONValue(parsing: text) else {
      throw Refusal(status: 400, message: "The body is not valid JSON")
    }
    let problems = LiveField.request.problems(with: body, at: "")
    guard problems.isEmpty else {
      throw Refusal(status: 400, message: "Invalid parameter(s)", validationErrors: problems)
    }
    self.body = body
    respelling = Respelling(body["realtime_processing"])
    format = try Self.format(body)
    try Self.checkCompanions(body)
  }

  private static func format(_ body: JSONValue) throws(Refusal) -> AudioFormat {
    let name = body["encoding"]?.string ?? "wav/pcm"
    let encoding: AudioEncoding
    switch (name, body["bit_depth"]?.int ?? (name == "wav/pcm" ? 16 : 8)) {
    case ("wav/alaw", 8): encoding = .pcmALaw
    case ("wav/ulaw", 8): encoding = .pcmMuLaw
    case ("wav/pcm", 8): encoding = .pcmU8
    case ("wav/pcm", 16): encoding = .pcmS16LE
    case ("wav/pcm", 24): encoding = .pcmS24LE
    case ("wav/pcm", 32): encoding = .pcmS32LE
    default:
      throw impossible("Field \"bit_depth\" must be 8 for A-law and µ-law")
    }
    var format = AudioFormat(encoding, sampleRate: body["sample_rate"]?.int ?? 16_000)
    format.channels = body["channels"]?.int ?? 1
    return format
  }

  /// Fields that mean nothing without another one.
  private static func checkCompanions(_ body: JSONValue) throws(Refusal) {
    let realtime = body["realtime_processing"]
    let needs: [(isAsked: Bool, needed: JSONValue?, path: String)] = [
      (
        realtime?["custom_vocabulary"]?.bool == true,
        realtime?["custom_vocabulary_config"]?["vocabulary"],
        "realtime_processing.custom_vocabulary_config.vocabulary"
      ),
      (
        realtime?["custom_spelling"]?.bool == true,
        realtime?["custom_spelling_config"]?["spelling_dictionary"],
        "realtime_processing.custom_spelling_config.spelling_dictionary"
      ),
      (
        realtime?["translation"]?.bool == true,
        realtime?["translation_config"]?["target_languages"],
        "realtime_processing.translation_config.target_languages"
      ),
      (body["callback"]?.bool == true, body["callback_config"]?["url"], "callback_config.url"),
    ]
    for need in needs where need.isAsked && need.needed ?? .null == .null {
      throw impossible("Field \"\(need.path)\" is required")
    }
  }

  private static func impossible(_ problem: String) -> Refusal {
    Refusal(status: 422, message: "Invalid parameter(s)", validationErrors: [problem])
  }

  func wants(_ kind: LiveMessageKind) -> Bool {
    body["messages_config"]?[kind.flag]?.bool ?? kind.isDefault
  }

  /// The language that is said to be heard: the first one expected.
  var language: String { body["language_config"]?["languages"]?.array?.first?.string ?? "en" }

  /// What is asked for beside the text and cannot be done here.
  var realtimeAddOns: [String] {
    asked("realtime_processing", ["translation", "named_entity_recognition", "sentiment_analysis"])
  }

  var postAddOns: [String] {
    asked("post_processing", ["summarization", "chapterization"])
  }

  private func asked(_ group: String, _ names: [String]) -> [String] {
    names.filter { body[group]?[$0]?.bool == true }
  }

  var customMetadata: JSONValue? { body["custom_metadata"] }

  /// What was asked for, but for the client's own data.
  var parameters: JSONValue {
    guard case .object(let members) = body else { return .null }
    return .object(members.filter { $0.key != "custom_metadata" })
  }

  /// One silence ends every utterance, whatever its last word.
  var turnRules: TurnRules {
    let endpointing = Int((body["endpointing"]?.double ?? 0.05) * 1000)
    let longest = body["maximum_duration_without_endpointing"]?.double ?? 5
    // Silences shorter than this lie between the words of a recogniser as well.
    let silence = max(endpointing, RecognizerCommand.shortestSilence)
    var rules = TurnRules(family: .universal3, minSilence: silence, maxSilence: silence)
    rules.cap = Int(longest * 1000)
    rules.interruptionDelay = 0
    rules.partialInterval = 300
    return rules
  }
}
