import AAIProtocol

/// Words that are to be written in another way than they were heard: Gladia's custom vocabulary and
/// custom spelling.
struct Respelling: Sendable {
  private struct Entry {
    /// As they are heard: in lower case, without punctuation.
    var heard: [String]
    var written: String
  }

  /// The longest first.
  private let entries: [Entry]

  /// - Parameter request: `realtime_processing` of a request.
  init(_ request: JSONValue?) {
    var entries: [Entry] = []
    func add(_ heard: [String], as written: String) {
      for phrase in heard {
        let words = phrase.lowercased().split(whereSeparator: \.isWhitespace).map(String.init)
        if !words.isEmpty { entries.append(Entry(heard: words, written: written)) }
      }
    }
    let vocabulary = request?["custom_vocabulary_config"]?["vocabulary"]?.array ?? []
    for term in vocabulary where request?["custom_vocabulary"] == true {
      guard let value = term.string ?? term["value"]?.string, term["intensity"]?.double != 0 else {
        continue
      }
      let sounds = (term["pronunciations"]?.array ?? []).compactMap(\.string)
      add([value] + sounds, as: value)
    }
    if request?["custom_spelling"] == true,
      case .object(let members)? = request?["custom_spelling_config"]?["spelling_dictionary"]
    {
      for (written, heard) in members { add(heard.array?.compactMap(\.string) ?? [], as: written) }
    }
    self.entries = entries.sorted { $0.heard.count > $1.heard.count }
  }

  /// A phrase becomes one word, as long as all of it.
  func applied(to words: [RecognizedWord]) -> [RecognizedWord] {
    guard !entries.isEmpty else { return words }
    let plain = words.map(\.plain)
    var result: [RecognizedWord] = []
    var index = 0
    while index < words.count {
      guard let entry = entries.first(where: { plain[index...].starts(with: $0.heard) }) else {
        result.append(words[index])
        index += 1
        continue
      }
      let last = words[index + entry.heard.count - 1]
      var word = words[index]
      word.text = entry.written + last.ending
      word.end = last.end
      word.isFirm = last.isFirm
      result.append(word)
      index += entry.heard.count
    }
    return result
  }
}
