import Testing

@testable import AAIProtocol

/// Words take their text from the transcript, and lend it what they know.
@Suite("words and a transcript that says otherwise")
struct WordAlignmentTests {
  /// `text@start-end`, in hundreds of milliseconds from 1 s on.
  private func words(_ texts: [String]) -> [Word] {
    texts.enumerated().map { index, text in
      Word(
        start: AudioTime(milliseconds: 1000 + 100 * index),
        end: AudioTime(milliseconds: 1100 + 100 * index), text: text,
        confidence: Double(index) / 10, speaker: "A")
    }
  }

  private func aligned(
    _ transcript: String, _ words: [Word], speechStart: Int? = nil
  ) -> [Word] {
    var assembler = TurnAssembler()
    var lines: [EventLine] = []
    if let speechStart {
      lines.append(
        .server(.speechStarted(SpeechStarted(timestamp: AudioTime(milliseconds: speechStart)))))
    }
    lines.append(
      .server(.turn(Turn(order: 0, isFinal: true, transcript: transcript, words: words))))
    for case .final(let spoken) in lines.flatMap({ assembler.receive($0) }) {
      return spoken.turn.words
    }
    return []
  }

  private func shown(_ words: [Word]) -> [String] {
    words.map { word in
      let text = word.text.split(separator: " ").joined(separator: " ")
      return "\(text)@\(word.start.milliseconds)-\(word.end.milliseconds)"
    }
  }

  @Test(
    "the transcript's letters, marks and order win",
    arguments: [
      (
        "Well, well. Three!", ["well", "well", "three"],
        "Well,@1000-1100 well.@1100-1200 Three!@1200-1300"
      ),
      (
        "Say “yes” (now).", ["say", "yes", "now"], "Say@1000-1100 “yes”@1100-1200 (now).@1200-1300"
      ),
      ("你好，世界。", ["你好", "世界"], "你好，@1000-1100 世界。@1100-1200"),
      ("At Newcastle.", ["At", "Newcastel."], "At@1000-1100 Newcastle.@1100-1200"),
      (
        "Her [NAME] is here.", ["Her", "Agatha", "Grey", "is", "here."],
        "Her@1000-1100 [NAME]@1100-1300 is@1300-1400 here.@1400-1500"
      ),
      ("One two three.", ["One", "three."], "One@1000-1100 two@1100-1100 three.@1100-1200"),
      ("One three.", ["One", "two", "three."], "One@1000-1100 three.@1200-1300"),
      (
        "Call 55 now.", ["call", "five", "five", "now"],
        "Call@1000-1100 55@1100-1300 now.@1300-1400"
      ),
      ("Grüße, ЖЖ!", ["grüsse", "жж"], "Grüße,@1000-1100 ЖЖ!@1100-1200"),
      ("Good morning.", ["", "Good", "", "morning."], "Good@1100-1200 morning.@1300-1400"),
    ])
  func cases(transcript: String, heard: [String], expected: String) {
    #expect(shown(aligned(transcript, words(heard))).joined(separator: " ") == expected)
  }

  @Test("what has no partner keeps a speaker, and every word its confidence")
  func speakers() {
    let said = aligned("One two three.", words(["One", "three."]))
    #expect(said.map(\.speaker) == ["A", "A", "A"])
    #expect(said.map(\.confidence) == [0, 0, 0.1])
  }

  @Test("words that are all blank, or none, still tell when it was, if anything does")
  func blank() {
    #expect(
      shown(aligned("Good day.", words(["", "", "", ""]))) == ["Good@1000-1200", "day.@1200-1400"])
    #expect(aligned("Good day.", [], speechStart: 700).map(\.start.milliseconds).first == 700)
    #expect(aligned("Good day.", []) == [])
  }

  @Test("any text and any words come out whole, in order and in time")
  func noise() {
    var generator = SystemRandomNumberGenerator()
    let pieces = ["a", "b", "C.", "dé", "你", "好。", "--", "\"x\"", "", "7", "[Y]", "เ"]
    for _ in 0..<3000 {
      func some() -> [String] {
        (0..<Int.random(in: 0...9, using: &generator)).map { _ in
          pieces.randomElement(using: &generator)!
        }
      }
      let transcript = some().joined(separator: Bool.random(using: &generator) ? " " : "")
      let heard = words(some())
      let said = aligned(transcript, heard)
      if said.isEmpty { continue }
      func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }
      #expect(letters(said.map(\.text).joined()) == letters(transcript), "\(transcript) \(heard)")
      #expect(zip(said, said.dropFirst()).allSatisfy { $0.start <= $1.start }, "\(said)")
      #expect(said.allSatisfy { $0.start <= $0.end })
    }
  }

  @Test("a turn of thirty thousand words with a change in every tenth is no burden")
  func long() {
    let texts = (0..<30_000).map { "w\($0 % 977)" }
    let changed = texts.enumerated().map { $0 % 10 == 0 ? "other\($0)" : $1 }
    let said = aligned(changed.joined(separator: " "), words(texts))
    #expect(said.map(\.text) == changed)
    #expect(said.last?.start.milliseconds == 1000 + 100 * 29_999)
  }
}
