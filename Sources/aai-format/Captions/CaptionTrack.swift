/// Captions one after the other, none of which overlaps another.
struct CaptionTrack {
  private let limits: CaptionLimits
  /// Whether several speakers have it together, and are named in the text.
  private let isShared: Bool
  /// The earliest last.
  private var waiting: [Utterance] = []
  /// Where the last caption ends.
  private var reached = 0
  /// Of the last caption.
  private var speakers: [String?] = []

  init(limits: CaptionLimits, isShared: Bool) {
    self.limits = limits
    self.isShared = isShared
  }

  /// - Parameters:
  ///   - utterances: In order of time.
  ///   - earliest: Where no caption may begin before.
  ///   - isOpen: Whether more may follow at once.
  mutating func cues(of utterances: [Utterance], notBefore earliest: Int, isOpen: Bool) -> [Cue] {
    waiting = utterances.reversed()
    var cues: [Cue] = []
    while let first = waiting.popLast() {
      var caption = Caption(
        start: max(reached, earliest, first.start), limits: limits, after: speakers,
        namesSpeakers: isShared)
      putBack(caption.take(first), of: first)
      fill(&caption)
      reached = caption.end(before: waiting.last?.start, isOpen: isOpen)
      speakers = caption.speakers
      cues.append(caption.cue(end: reached))
    }
    return cues
  }

  /// Adds what is said before the caption can give way: short turns of the same speaker, and a line
  /// of each other one.
  private mutating func fill(_ caption: inout Caption) {
    while let next = waiting.last, next.start < caption.easyEnd {
      // Before a turn is cut into lines for it, the next caption may as well be somewhat late.
      let cannotWait = next.start + limits.lateness < caption.easyEnd
      var fuller = caption
      if !caption.speakers.contains(next.speaker) {
        guard let first = caption.speakers.first, let cut = fuller.becomeDialogue() else { return }
        if !cut.isEmpty {
          guard cannotWait else { return }
          caption = fuller
          putBack(cut, of: Utterance(speaker: first, words: cut))
          continue
        }
      }
      guard let rest = fuller.take(next),
        cannotWait || rest.isEmpty && fuller.isWhole && fuller.speakers.last == next.speaker
      else { return }
      caption = fuller
      waiting.removeLast()
      putBack(rest, of: next)
    }
  }

  /// The rest of an utterance comes before what others say at the same time.
  private mutating func putBack(_ rest: ArraySlice<CaptionWord>?, of utterance: Utterance) {
    guard let rest, !rest.isEmpty else { return }
    let left = Utterance(speaker: utterance.speaker, words: rest, isBegun: true)
    let index = waiting.lastIndex { $0.start >= left.start }.map { $0 + 1 } ?? 0
    waiting.insert(left, at: index)
  }
}
