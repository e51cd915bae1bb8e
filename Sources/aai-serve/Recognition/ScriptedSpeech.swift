/// A script as one session hears it.
struct ScriptedSpeech: Sendable {
  private let words: [RecognizedWord]
  /// The first word that is not spent.
  private var first = 0
  /// Behind the last word heard whole.
  private var next = 0
  private var hasFragment = false
  /// What is heard and not spent; its last word may be a fragment.
  private(set) var heard: [RecognizedWord] = []

  init(_ script: Script) { words = script.words }

  /// Whether a word is being spoken, be it too early to tell which.
  private(set) var isSpeaking = false

  /// Moves on to millisecond `now`.
  ///
  /// - Returns: Whether `heard` has changed.
  mutating func listen(until now: Int) -> Bool {
    let before = (next, hasFragment)
    while next < words.count, words[next].end <= now { next += 1 }
    isSpeaking = next < words.count && words[next].start <= now
    hasFragment =
      next < words.count && (words[next].start + words[next].end) / 2 <= now
    guard before != (next, hasFragment) else { return false }
    heard = Array(words[first..<next])
    if hasFragment { heard.append(words[next].fragment(until: now)) }
    return true
  }

  /// Counts a word that has begun as heard, since no more audio will come.
  mutating func listenToTheEnd() {
    guard hasFragment else { return }
    next += 1
    hasFragment = false
    heard = Array(words[first..<next])
  }

  /// Drops what is spent.
  mutating func drop(where isSpent: (RecognizedWord) -> Bool) {
    while first < next, isSpent(words[first]) { first += 1 }
    heard = Array(words[first..<next]) + (hasFragment ? heard.suffix(1) : [])
  }
}

extension RecognizedWord {
  /// The first half of the word, as it is heard while it is being spoken.
  fileprivate func fragment(until now: Int) -> RecognizedWord {
    var word = self
    let letters = plain
    word.text = letters.count > 3 ? String(text.prefix((letters.count + 1) / 2)) : letters
    word.end = now
    word.confidence *= 0.7
    word.isFirm = false
    return word
  }
}
