import AAIProtocol

/// A caption in the making: the words of one speaker, or of several with a line each.
struct Caption {
  struct Part {
    var speaker: String?
    /// The speaker's name.
    var heading: ArraySlice<CaptionWord>
    var words: ArraySlice<CaptionWord>
    /// Whether these are all the words of what was taken.
    var isWhole: Bool
  }

  let start: Int
  let limits: CaptionLimits
  /// Those of the caption before.
  private let speakersBefore: [String?]
  private let namesSpeakers: Bool
  private(set) var parts: [Part] = []
  /// Whether each part keeps to a line, so that another may join it.
  private var isDialogue = false

  init(start: Int, limits: CaptionLimits, after speakersBefore: [String?], namesSpeakers: Bool) {
    self.start = start
    self.limits = limits
    self.speakersBefore = speakersBefore
    self.namesSpeakers = namesSpeakers
  }

  var speakers: [String?] { parts.map(\.speaker) }

  var isWhole: Bool { parts.allSatisfy(\.isWhole) }

  /// Takes as many of the words as there is room for.
  ///
  /// - Returns: What is left of them; `nil` if there is no room.
  mutating func take(_ utterance: Utterance) -> ArraySlice<CaptionWord>? {
    if let own = parts.firstIndex(where: { $0.speaker == utterance.speaker }) {
      return append(utterance, to: own)
    }
    guard parts.isEmpty || isDialogue && parts.count < limits.lineCount else { return nil }
    var heading = heading(of: utterance)
    var words = heading.isEmpty ? utterance.words : heading + utterance.words
    guard var count = room(for: words) else { return nil }
    if count <= heading.count {
      guard !isDialogue else { return nil }
      // Captions of nothing but a long name would be late for what is said.
      (heading, words) = ([], utterance.words)
      count = room(for: words) ?? 0
    }
    parts.append(
      Part(
        speaker: utterance.speaker, heading: heading,
        words: words.prefix(count).dropFirst(heading.count), isWhole: count == words.count))
    return words.dropFirst(count)
  }

  /// What one speaker says in several turns goes together.
  private mutating func append(_ utterance: Utterance, to own: Int) -> ArraySlice<CaptionWord>? {
    guard parts[own].isWhole, !utterance.isBegun else { return nil }
    let named = parts[own].heading.count
    let words = parts[own].heading + parts[own].words + utterance.words
    guard let count = room(for: words), count > named + parts[own].words.count else { return nil }
    parts[own].words = words.prefix(count).dropFirst(named)
    parts[own].isWhole = count == words.count
    return words.dropFirst(count)
  }

  /// Makes room for another speaker, if a line can be enough for the one there is.
  ///
  /// - Returns: The words that went; `nil` if it cannot.
  mutating func becomeDialogue() -> ArraySlice<CaptionWord>? {
    guard !isDialogue else { return [] }
    guard namesSpeakers, limits.lineCount > 1 else { return nil }
    isDialogue = true
    let words = parts[0].heading + parts[0].words
    guard let count = room(for: words), count > parts[0].heading.count else { return nil }
    parts[0].words = words.prefix(count).dropFirst(parts[0].heading.count)
    if count < words.count { parts[0].isWhole = false }
    return words.dropFirst(count)
  }

  /// Said when it changes: there is no other place for it.
  private func heading(of utterance: Utterance) -> ArraySlice<CaptionWord> {
    guard namesSpeakers, let name = utterance.speaker,
      name != (parts.last?.speaker ?? speakersBefore.last ?? nil)
    else { return [] }
    let pieces = (name + ":").wrapped(to: limits.lineWidth).map {
      CaptionWord(
        text: String($0), width: $0.displayWidth, followsSpace: true, start: utterance.start,
        end: utterance.start)
    }
    return pieces[...]
  }

  /// How many of the words a part can have; `nil` for none.
  private func room(for words: ArraySlice<CaptionWord>) -> Int? {
    guard isDialogue else { return CaptionBreaking(limits: limits).nextBreak(in: words) }
    let limits = limits.dialogueLine
    let count = CaptionBreaking(limits: limits).nextBreak(in: words)
    // A word may be as wide as a line without a dash.
    return words[words.startIndex].width <= limits.lineWidth ? count : nil
  }

  func cue(end: Int) -> Cue {
    Cue(
      start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: end),
      speaker: parts[0].speaker, lines: lines)
  }

  private var lines: [String] {
    guard parts.count == 1 else { return parts.map { "- " + written($0).text } }
    return LineBreaking(limits: limits).lines(of: written(parts[0]))
  }

  /// With the speaker's name, unless each line is said by whoever said that of the caption before.
  func written(_ part: Part) -> ArraySlice<CaptionWord> {
    if part.heading.isEmpty || parts.count > 1 && speakers == speakersBefore { return part.words }
    return part.heading + part.words
  }
}
