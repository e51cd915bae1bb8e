import AAIProtocol

/// When turns end and when their partials are shown, in milliseconds of audio.
struct TurnRules: Equatable, Sendable {
  var family: SpeechModel.Family
  /// Ends a turn whose last word could be its last.
  var minSilence: Int
  /// Ends any turn.
  var maxSilence: Int
  /// On universal-streaming: how sure the end of the turn must be for `minSilence` to be enough.
  var threshold = 0.4
  /// From the first word to the first partial; the service adds a fixed 256 ms.
  var interruptionDelay = 500
  var partialInterval = 1000
  /// The length of a turn at which it is cut.
  var cap = 60_000
  var showsPartials = true

  /// What a source that writes no punctuation needs instead of a full stop.
  ///
  /// A session that names a silence means it.
  var sentenceSilence = 500

  /// The silence that ends a turn behind `word`.
  ///
  /// - Parameter isPunctuated: Whether the source writes punctuation at all. Where it does not, a word
  ///   that a sentence can end with and a pause of `sentenceSilence` stand for the full stop.
  func silence(after word: RecognizedWord, isPunctuated: Bool) -> Int {
    switch family {
    case .universal3:
      if word.endsSentence { return min(minSilence, maxSilence) }
      if isPunctuated || word.isConnecting { return maxSilence }
      return min(max(minSilence, sentenceSilence), maxSilence)
    case .universalStreaming, .whisper:
      let isSure = confidence(endingWith: word, isPunctuated: isPunctuated) >= threshold
      return isSure ? min(minSilence, maxSilence) : maxSilence
    }
  }

  /// How sure it is, 0 to 1, that a turn ends with `word`.
  func confidence(endingWith word: RecognizedWord, isPunctuated: Bool) -> Double {
    let sureness =
      if word.endsSentence { 0.62 } else if word.endsClause || word.isConnecting {
        0.04
      } else { isPunctuated ? 0.18 : 0.52 }
    return (sureness + word.grain * 0.12).rounded(toDigits: 6)
  }
}

extension RecognizedWord {
  /// A fraction that depends on nothing but the word and its place, so that a script sounds the same
  /// every time (FNV-1a).
  var grain: Double {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ UInt64(truncatingIfNeeded: start)) &* 0x100_0000_01b3
    return Double(hash >> 40) / Double(1 << 24)
  }
}

extension Double {
  func rounded(toDigits digits: Int) -> Double {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
