/// A word as it was heard, before a model's manners are put on it.
struct RecognizedWord: Equatable, Sendable {
  /// Milliseconds of the session's audio.
  var start: Int
  var end: Int
  /// Spelled and punctuated as the source does.
  var text: String
  var confidence: Double
  var speaker: String?
  /// As the source tells it, by the service's code; `nil` where it does not.
  var language: String?
  /// Whether it will stay as it is; one that is still being spoken, or may be heard anew, is not.
  var isFirm = true
}

extension [RecognizedWord] {
  /// What most of them are, as far as it is known; of two, the first.
  var language: String? {
    let named = compactMap(\.language)
    let counts = named.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let most = counts.values.max()
    return named.first { counts[$0] == most }
  }
}

extension RecognizedWord {
  /// Whether the word carries the end of a sentence.
  var endsSentence: Bool { text.last.map { ".?!…".contains($0) } ?? false }

  var endsClause: Bool { text.last.map { ",;:—-".contains($0) } ?? false }

  /// Whether hardly any sentence ends with this word.
  var isConnecting: Bool { Self.connecting.contains(plain) }

  /// Lower case and without punctuation at its edges, as a model without formatting writes it.
  var plain: String {
    let edges = text.drop { $0.isPunctuation && $0 != "'" }
    let end = edges.lastIndex { !$0.isPunctuation || $0 == "'" }
    return end.map { edges[...$0].lowercased() } ?? text.lowercased()
  }

  private static let connecting: Set<String> = [
    "a", "an", "the", "and", "or", "but", "nor", "of", "to", "in", "at", "on", "for", "from",
    "with",
    "by", "as", "if", "that", "than", "because", "when", "while", "which", "who", "whose", "my",
    "your", "his", "its", "our", "their", "is", "are", "was", "were", "be", "very", "i", "we", "he",
    "she", "they",
  ]
}
