import AAIProtocol

/// Makes captions of turns.
///
/// Of a file they are made when all of it is known, so that each can end where the next one begins,
/// and speakers who talk at once meet. Of a stream they are made turn by turn: a caption is out
/// before the next turn is known.
struct CueBuilder {
  /// Where speakers are told apart.
  enum Format {
    /// A track of captions for all of them, named in the text.
    case subRip
    /// A track for each.
    case webVTT
  }

  private let format: Format
  private let limits: CaptionLimits
  private let names: SpeakerNames
  private let waitsForAll: Bool

  /// Words that are held of a file of any length, some ten hours of speech.
  private static let capacity = 100_000

  private var held: [Utterance] = []
  private var heldWords = 0
  private var tracks: [String?: CaptionTrack] = [:]
  /// Where each speaker's last word begins: one says one thing after the other.
  private var heard: [String?: Int] = [:]
  /// The end of all words.
  private var spoken = 0
  /// Where the last cue begins: WebVTT has them in order.
  private var begun = 0

  /// - Parameter waitsForAll: Whether what is shown may wait for the end.
  init(_ format: Format, limits: CaptionLimits, names: SpeakerNames, waitsForAll: Bool) {
    self.format = format
    self.limits = limits
    self.names = names
    self.waitsForAll = waitsForAll
  }

  /// Calls `body` with each caption that can be shown now.
  mutating func add(_ turn: Turn, _ body: (Cue) -> Void) {
    for run in turn.runs(names) {
      var words = CaptionWord.list(
        of: run, in: turn, lineWidth: limits.lineWidth, after: heard[run.speaker] ?? 0)
      // Text without words of its own comes in parts, since there may be any amount of it.
      var text = words.isEmpty ? run.text : ""
      takeWords(of: &text, into: &words)
      while let last = words.last {
        heard[run.speaker] = last.start
        spoken = max(spoken, last.end)
        held.append(Utterance(speaker: run.speaker, words: words[...]))
        heldWords += words.count
        if heldWords >= Self.capacity { release(isOpen: true, body) }
        words = []
        takeWords(of: &text, into: &words)
      }
    }
    if !waitsForAll { release(isOpen: true, body) }
  }

  /// Calls `body` with each caption that is left.
  mutating func finish(_ body: (Cue) -> Void) { release(isOpen: false, body) }

  private mutating func release(isOpen: Bool, _ body: (Cue) -> Void) {
    let ordered = held.enumerated().sorted {
      ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
    }
    held = []
    heldWords = 0
    let utterances = Dictionary(grouping: ordered.map(\.element)) {
      format == .webVTT ? $0.speaker : nil
    }
    var cues: [Cue] = []
    for (speaker, utterances) in utterances {
      let track = CaptionTrack(limits: limits, isShared: format == .subRip)
      cues += tracks[speaker, default: track].cues(
        of: utterances, notBefore: begun, isOpen: isOpen)
    }
    if utterances.count > 1 {
      cues.sort { ($0.start, $0.end, $0.speaker ?? "") < ($1.start, $1.end, $1.speaker ?? "") }
    }
    begun = cues.last?.start.milliseconds ?? begun
    cues.forEach(body)
  }

  /// The words get the only time there is: that of the last word's end.
  private func takeWords(of text: inout Substring, into words: inout [CaptionWord]) {
    let time = AudioTime(milliseconds: spoken)
    while words.count < 10_000 {
      let rest = text.drop(while: \.isWhitespace)
      let followsSpace = rest.startIndex != text.startIndex
      // One that never ends comes in parts as well.
      var length = 0
      let word = rest.prefix { character in
        length += 1
        return length <= 1000 && !character.isWhitespace
      }
      text = rest[word.endIndex...]
      guard !word.isEmpty else { return }
      words.append(
        Word(start: time, end: time, text: String(word)), followsSpace: followsSpace,
        lineWidth: limits.lineWidth)
    }
  }
}
