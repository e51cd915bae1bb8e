import Glibc

/// Audio whose words are numbers: raw PCM, 16 kHz, s16le.
public struct ToneSpeech: Sendable {
  /// The numbers, turn by turn.
  public let turns: [[Int]]
  public let bytes: [UInt8]

  /// The words as `tone-recognizer` writes them.
  public var words: [String] { turns.joined().map(ToneCode.name) }
  public var transcripts: [String] {
    turns.map { $0.map(ToneCode.name).joined(separator: " ") }
  }

  /// Counts from `first` on.
  ///
  /// - Parameters:
  ///   - lengths: The words of each turn; the list is gone through as often as it takes.
  ///   - silences: After each turn, in milliseconds; gone through as well.
  public init(
    turns count: Int, lengths: [Int] = [5, 3, 8, 1, 6], silences: [Int] = [400, 550, 450, 600],
    first: Int = 1
  ) {
    var next = first
    var turns: [[Int]] = []
    var bytes: [UInt8] = []
    for turn in 0..<count {
      let words = Array(next..<next + lengths[turn % lengths.count])
      next += words.count
      turns.append(words)
      for word in words { bytes += Self.word(UInt16(word)) }
      let silence = silences[turn % silences.count] * ToneCode.sampleRate / 1000
      bytes += [UInt8](repeating: 0, count: 2 * silence)
    }
    self.turns = turns
    self.bytes = bytes
  }

  /// One word: 200 ms.
  static func word(_ number: UInt16) -> [UInt8] {
    let silence = [UInt8](repeating: 0, count: 2 * ToneCode.margin)
    return silence + ToneCode.tones(of: number).flatMap(tone) + silence
  }

  private static func tone(_ hertz: Int) -> [UInt8] {
    (0..<ToneCode.toneLength).flatMap { index in
      let phase = 2 * Double.pi * Double(hertz * index) / Double(ToneCode.sampleRate)
      let sample = UInt16(bitPattern: Int16(10_000 * sin(phase)))
      return [UInt8(sample & 0xFF), UInt8(sample >> 8)]
    }
  }
}
