import AAIProtocol

@testable import aai_format

/// A conversation made up from random numbers, no word of which is said twice.
struct Dialogue {
  /// In the order in which they end, which is that of a service.
  private(set) var turns: [Turn] = []
  /// In milliseconds, by word.
  private(set) var starts: [String: Int] = [:]
  private(set) var bySpeaker: [[String]]

  /// - Parameter overlap: How far a turn may begin before the end of another, in milliseconds.
  init(speakers: Int, overlap: Int, using generator: inout some RandomNumberGenerator) {
    bySpeaker = Array(repeating: [], count: speakers)
    var reached = Array(repeating: 0, count: speakers)
    var clock = 0
    for _ in 0..<60 {
      let speaker = Int.random(in: 0..<speakers, using: &generator)
      let gap = [-overlap, -overlap / 2, 0, 20, 100, 200, 600, 2000].randomElement(
        using: &generator)
      var time = max(clock + (gap ?? 0), reached[speaker])
      let length = [1, 1, 1, 2, 3, 5, 8, 25, 60].randomElement(using: &generator) ?? 1
      let words = (0..<length).map { index in
        let text = word(isLast: index == length - 1, using: &generator)
        bySpeaker[speaker].append(text)
        starts[text] = time
        // At 14 characters a second, spaces included.
        let end = time + (text.count + 1) * 1000 / 14
        defer { time = end }
        return Word(
          start: AudioTime(milliseconds: time), end: AudioTime(milliseconds: end - 5), text: text)
      }
      clock = time
      reached[speaker] = time
      turns.append(Self.turn(["A", "B", "C"][speaker], words))
    }
    turns.sort { ($0.words.last?.end ?? .zero) < ($1.words.last?.end ?? .zero) }
  }

  private func word(isLast: Bool, using generator: inout some RandomNumberGenerator) -> String {
    let letters = String(repeating: "x", count: Int.random(in: 0...7, using: &generator))
    let mark = isLast ? "." : ["", "", "", "", ",", "."].randomElement(using: &generator) ?? ""
    return "\(starts.count)\(letters)\(mark)"
  }

  static func turn(_ speaker: String, _ words: [Word]) -> Turn {
    var words = words
    for index in words.indices { words[index].speaker = speaker }
    return Turn(
      order: words.first?.start.milliseconds ?? 0, isFinal: true,
      transcript: words.map(\.text).joined(separator: " "), words: words, speakerLabel: speaker)
  }

  /// The words of a caption, without dashes and names.
  static func words(of cue: Cue) -> [String] {
    cue.lines.flatMap { $0.split(separator: " ").map(String.init) }
      .filter { $0 != "-" && !$0.hasSuffix(":") }
  }

  /// How long after a word its caption begins at most, in milliseconds.
  func lateness(of cue: Cue) -> Int {
    Self.words(of: cue).compactMap { starts[$0] }.map { cue.start.milliseconds - $0 }.max() ?? 0
  }
}
