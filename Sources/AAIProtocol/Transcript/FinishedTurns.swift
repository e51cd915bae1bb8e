/// Which turns of a session are over, and what they said.
///
/// An order that comes again with other words belongs to another session.
struct FinishedTurns: Sendable {
  /// How a final turn relates to those before it.
  enum Relation {
    /// No turn of this order is over.
    case new
    /// The same turn again, or its formatted twin.
    case again
    /// Another turn of an order that is taken.
    case other
  }

  fileprivate struct Said {
    var isFormatted: Bool
    /// Of the letters and digits at its beginning.
    var text: Int
    /// Of the first words, one by one.
    var words: Set<Int>
  }

  /// Turns that are remembered; the oldest are forgotten first.
  private static let limit = 4096
  /// Characters and words that are compared, of a turn of any length.
  fileprivate static let lengthLimit = 4096
  fileprivate static let wordLimit = 64

  private var turns: [Int: Said] = [:]
  private var orders: [Int] = []

  var isEmpty: Bool { turns.isEmpty }

  func contains(_ order: Int) -> Bool { turns[order] != nil }

  mutating func insert(_ turn: Turn) {
    if turns.updateValue(Said(turn), forKey: turn.order) == nil { orders.append(turn.order) }
    guard orders.count > 2 * Self.limit else { return }
    for order in orders.prefix(Self.limit) { turns[order] = nil }
    orders.removeFirst(Self.limit)
  }

  func relation(to turn: Turn) -> Relation {
    guard let said = turns[turn.order] else { return .new }
    return said.isSame(as: Said(turn), hasDigits: turn.transcript.hasDigits) ? .again : .other
  }

  /// Whether one is the other again, or its formatted twin.
  static func isSame(_ turn: Turn, as earlier: Turn) -> Bool {
    Said(earlier).isSame(as: Said(turn), hasDigits: turn.transcript.hasDigits)
  }
}

extension FinishedTurns.Said {
  fileprivate init(_ turn: Turn) {
    var text = Hasher()
    var words: Set<Int> = []
    let beginning = turn.transcript.prefix(FinishedTurns.lengthLimit)
    for word in beginning.split(whereSeparator: \.isWhitespace) {
      let letters = word.lowercased().unicodeScalars.filter(\.properties.isAlphanumeric)
      guard !letters.isEmpty else { continue }
      let plain = String(String.UnicodeScalarView(letters))
      text.combine(plain)
      if words.count < FinishedTurns.wordLimit { words.insert(plain.hashValue) }
    }
    self.init(isFormatted: turn.isFormatted, text: text.finalize(), words: words)
  }

  /// - Parameter hasDigits: Whether the later one has any: formatting makes figures of words.
  fileprivate func isSame(as later: FinishedTurns.Said, hasDigits: Bool) -> Bool {
    if later.text == text { return true }
    guard later.isFormatted, !isFormatted else { return false }
    let common = words.intersection(later.words).count
    return hasDigits || 2 * common >= Swift.min(words.count, later.words.count)
  }
}

extension Unicode.Scalar.Properties {
  fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType != nil }
}

extension String {
  fileprivate var hasDigits: Bool { utf8.contains { 0x30...0x39 ~= $0 } }
}
