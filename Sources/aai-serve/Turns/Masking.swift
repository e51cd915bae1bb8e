import AAIProtocol

/// Words a session does not want to see, put out of sight word by word as the service does.
///
/// What is personal is told by its spelling alone: numbers, sums of money, mail addresses.
struct Masking: Sendable {
  private let hidesProfanity: Bool
  private let hidesPersonal: Bool
  private let namesEntities: Bool
  /// Empty stands for all.
  private let policies: Set<String>

  init(_ configuration: SessionConfiguration) {
    hidesProfanity = configuration.flag("filter_profanity")
    hidesPersonal = configuration.flag("redact_pii")
    namesEntities = configuration.text("redact_pii_sub") == "entity_name"
    policies = Set(configuration.list("redact_pii_policies"))
  }

  /// - Parameter isFinal: Only the words of finals are looked at for what is personal.
  func masked(_ words: [RecognizedWord], isFinal: Bool) -> [RecognizedWord] {
    guard hidesProfanity || (hidesPersonal && isFinal) else { return words }
    return words.map { word in
      var word = word
      if hidesProfanity, Self.profanities.contains(word.plain) {
        word.text = "***" + word.ending
      } else if hidesPersonal, isFinal, let entity = Self.entity(word.text),
        policies.isEmpty || policies.contains(entity)
      {
        let mask =
          namesEntities
          ? "[\(entity.uppercased())]" : String(repeating: "#", count: word.plain.count)
        word.text = mask + word.ending
      }
      return word
    }
  }

  /// What a word gives away, by the service's name for it.
  private static func entity(_ text: String) -> String? {
    if text.contains("@") { return "email_address" }
    guard text.contains(where: \.isNumber) else { return nil }
    return text.contains { "$€£".contains($0) } ? "money_amount" : "number_sequence"
  }

  private static let profanities: Set<String> = [
    "arse", "arsehole", "asshole", "bastard", "bitch", "bloody", "bollocks", "bullshit", "crap",
    "damn", "fuck", "fucking", "hell", "piss", "shit",
  ]
}

extension RecognizedWord {
  /// The punctuation behind the word.
  var ending: String {
    String(text.reversed().prefix { ".,;:?!…".contains($0) }.reversed())
  }
}
