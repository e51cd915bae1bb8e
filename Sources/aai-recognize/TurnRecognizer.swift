import AAIProtocol

/// Hears turns in a stream of samples.
struct TurnRecognizer {
  /// Audio from before a turn is noticed that belongs to it: soft consonants.
  private static let leadIn = Samples.rate * 3 / 10
  /// Between two looks at what a turn has come to.
  private static let partialInterval = Samples.rate * 4 / 10
  /// Over this, the end of a sentence is likely enough.
  private static let complete = 0.7

  private let decoder: Decoder
  private var detector = VoiceDetector()
  private var endpointer: Endpointer
  /// Samples taken so far.
  private var position = 0
  /// While nobody speaks: the last of what was heard.
  private var recent: [Int16] = []
  private var turnStart = AudioTime.zero
  private var order = 0
  private var sincePartial = 0
  private var lastPartial = ""

  init(_ decoder: Decoder, endpoints: Endpointer.Patience) {
    self.decoder = decoder
    endpointer = Endpointer(endpoints)
  }

  /// Takes samples of whole frames and answers what is new: partial turns and final ones.
  mutating func hear(_ samples: [Int16]) -> [Turn] {
    var turns: [Turn] = []
    samples.withUnsafeBufferPointer { samples in
      var rest = samples[...]
      while !rest.isEmpty {
        let frame = UnsafeBufferPointer(rebasing: rest.prefix(VoiceDetector.frameSize))
        rest = rest.dropFirst(frame.count)
        if let turn = hear(frame) { turns.append(turn) }
      }
    }
    return turns
  }

  /// The audio has ended: what the open turn has come to.
  mutating func finish() -> Turn? {
    endpointer.state == .idle ? nil : endTurn()
  }

  private mutating func hear(_ frame: UnsafeBufferPointer<Int16>) -> Turn? {
    let wasIdle = endpointer.state == .idle
    position += frame.count
    endpointer.take(isVoice: detector.isVoice(frame))
    guard endpointer.state != .idle else {
      recent.append(contentsOf: frame)
      recent.removeFirst(max(0, recent.count - Self.leadIn))
      return nil
    }
    if wasIdle { beginTurn(before: frame) }
    decoder.hear(frame)
    sincePartial += frame.count
    switch endpointer.state {
    case .mustEnd: return endTurn()
    case .mayEnd where sincePartial % (Samples.rate / 10) == 0 && isComplete: return endTurn()
    case .mayEnd, .speaking, .idle: break
    }
    return sincePartial >= Self.partialInterval ? partial() : nil
  }

  private mutating func beginTurn(before frame: UnsafeBufferPointer<Int16>) {
    let start = position - frame.count - recent.count
    turnStart = AudioTime(milliseconds: start * 1000 / Samples.rate)
    decoder.begin()
    recent.withUnsafeBufferPointer { decoder.hear($0) }
    recent.removeAll(keepingCapacity: true)
    sincePartial = 0
    lastPartial = ""
  }

  private var isComplete: Bool {
    let words = decoder.words(from: turnStart, final: false)
    return words.isEmpty || decoder.completeness(of: words) >= Self.complete
  }

  private mutating func partial() -> Turn? {
    sincePartial = 0
    let words = decoder.words(from: turnStart, final: false)
    let text = words.text
    guard text != lastPartial else { return nil }
    lastPartial = text
    return Turn(
      order: order, isFormatted: false, isFinal: false, transcript: text, words: words)
  }

  private mutating func endTurn() -> Turn? {
    decoder.end()
    endpointer.end()
    let words = decoder.words(from: turnStart, final: true)
    guard !words.isEmpty else { return nil }
    defer { order += 1 }
    let completeness = decoder.completeness(of: words)
    return Turn(
      order: order, isFormatted: false, isFinal: true, transcript: words.text,
      endOfTurnConfidence: completeness / (1 + completeness), words: words, utterance: words.text)
  }
}

extension [Word] {
  fileprivate var text: String { map(\.text).joined(separator: " ") }
}
