import AAIProtocol
import TestKit

/// Turns of words from a stream of samples, as a recogniser of speech would tell them.
struct ToneListener {
  private let silence: Int
  private var detector = ToneDetector()
  private var position = 0
  private var order = 0
  private var words: [Word] = []

  /// - Parameter silence: That ends a turn.
  init(silence: Duration) {
    self.silence = silence.milliseconds * ToneCode.sampleRate / 1000
  }

  mutating func hear(_ samples: [Int16]) -> [Turn] {
    var turns: [Turn] = []
    // In steps shorter than any silence, so that large reads find the same turns as small ones.
    for start in stride(from: 0, to: samples.count, by: 160) {
      let step = Array(samples[start..<min(start + 160, samples.count)])
      position += step.count
      for find in detector.take(step) {
        words.append(
          Word(
            start: time(find.start), end: time(find.end), text: ToneCode.name(of: find.number),
            confidence: 1, isFinal: false))
        turns.append(turn(final: false))
      }
      if !words.isEmpty, detector.decided == position, position - detector.lastLoud >= silence {
        turns.append(endTurn())
      }
    }
    return turns
  }

  mutating func finish() -> Turn? { words.isEmpty ? nil : endTurn() }

  private mutating func endTurn() -> Turn {
    defer {
      order += 1
      words = []
    }
    return turn(final: true)
  }

  private func turn(final: Bool) -> Turn {
    let text = words.map(\.text).joined(separator: " ")
    var words = words
    for index in words.indices { words[index].isFinal = final }
    return Turn(
      order: order, isFormatted: final, isFinal: final, transcript: text,
      endOfTurnConfidence: final ? 1 : 0, words: words, utterance: final ? text : "")
  }

  private func time(_ sample: Int) -> AudioTime {
    AudioTime(milliseconds: sample * 1000 / ToneCode.sampleRate)
  }
}
