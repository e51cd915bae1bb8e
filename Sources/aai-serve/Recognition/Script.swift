import AAIProtocol

/// A text that is "heard" instead of the audio: words at a steady pace, pauses where a reader makes
/// them.
///
/// A comma is a short pause, a full stop a longer one, a line end a long one; `[800ms]` or `[2s]`
/// stands for a silence of that length. A line may begin with the speaker's letter, `A: `, and with
/// the code of its language, `de: `.
struct Script: Sendable {
  let words: [RecognizedWord]

  static let firstWordAt = 400
  private static let pauseInClause = 250
  private static let pauseAfterSentence = 700
  private static let pauseAfterLine = 1600

  /// - Parameter wordsPerMinute: The pace within a sentence.
  init(_ text: String, wordsPerMinute: Int = 150) {
    let slot = max(60_000 / max(wordsPerMinute, 1), 20)
    var words: [RecognizedWord] = []
    var clock = Self.firstWordAt
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      var rest = line[...]
      let speaker = Self.takeSpeaker(&rest)
      let language = Self.takeLanguage(&rest)
      for piece in rest.split(whereSeparator: \.isWhitespace) {
        if let pause = Self.pause(piece) {
          clock += pause
          continue
        }
        var word = RecognizedWord(
          start: clock, end: clock + slot * 4 / 5, text: String(piece), confidence: 0,
          speaker: speaker)
        word.language = language
        word.confidence = 0.85 + word.grain * 0.149
        clock += slot
        if word.endsSentence {
          clock += Self.pauseAfterSentence
        } else if word.endsClause {
          clock += Self.pauseInClause
        }
        words.append(word)
      }
      if words.last?.endsSentence == true { clock -= Self.pauseAfterSentence }
      clock += Self.pauseAfterLine
    }
    self.words = words
  }

  private static func takeSpeaker(_ line: inout Substring) -> String? {
    let name = line.prefix { $0.isASCII && $0.isUppercase }
    let rest = line[name.endIndex...]
    guard (1...2).contains(name.count), rest.hasPrefix(":") else { return nil }
    line = rest.dropFirst()
    return String(name)
  }

  private static func takeLanguage(_ line: inout Substring) -> String? {
    let start = line.drop(while: \.isWhitespace)
    let code = start.prefix { $0.isASCII && $0.isLowercase }
    let rest = start[code.endIndex...]
    guard languages.contains(String(code)), rest.hasPrefix(":") else { return nil }
    line = rest.dropFirst()
    return String(code)
  }

  private static let languages: Set<String> = {
    guard case .list(_, _, let codes)? = ParameterRule.named("language_codes")?.kind else {
      return []
    }
    return Set(codes).subtracting(["multi"])
  }()

  private static func pause(_ piece: Substring) -> Int? {
    guard piece.hasPrefix("["), piece.hasSuffix("]") else { return nil }
    let inner = piece.dropFirst().dropLast()
    if inner.hasSuffix("ms") { return Int(inner.dropLast(2)) }
    return inner.hasSuffix("s") ? Double(inner.dropLast()).map { Int($0 * 1000) } : nil
  }
}
