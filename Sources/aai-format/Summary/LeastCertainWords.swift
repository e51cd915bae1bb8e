import AAIProtocol

/// The few words with the lowest confidence, the least certain first.
struct LeastCertainWords {
  private(set) var words: [Word] = []
  private let limit = 5

  mutating func add(_ word: Word) {
    if words.count == limit, let last = words.last, word.confidence >= last.confidence { return }
    let index = words.firstIndex { word.confidence < $0.confidence } ?? words.endIndex
    words.insert(word, at: index)
    if words.count > limit { words.removeLast() }
  }
}
