import AAIProtocol
import TestKit
import Testing

@testable import aai_format

@Suite("captions")
struct CaptionTests {
  private static let names = SpeakerNames([])

  private func word(_ text: String, _ start: Int, _ end: Int, speaker: String? = nil) -> Word {
    Word(
      start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: end), text: text,
      speaker: speaker)
  }

  private func turn(_ words: [Word], separator: String = " ") -> Turn {
    Turn(
      order: 0, isFinal: true, transcript: words.map(\.text).joined(separator: separator),
      words: words)
  }

  /// Words heard one after the other, 300 ms each.
  private func steady(_ text: String) -> Turn {
    turn(
      text.split(separator: " ").enumerated().map { word(String($1), $0 * 300, $0 * 300 + 280) })
  }

  private func cues(
    _ turns: Turn..., format: CueBuilder.Format = .webVTT, waitsForAll: Bool = true
  ) -> [Cue] {
    var builder = CueBuilder(
      format, limits: CaptionLimits(), names: Self.names, waitsForAll: waitsForAll)
    var cues: [Cue] = []
    for turn in turns { builder.add(turn) { cues.append($0) } }
    builder.finish { cues.append($0) }
    return cues
  }

  @Test("a caption ends behind a sentence, else behind a clause, before it ends anywhere else")
  func breaks() {
    let sentence =
      "We moved the pump test to Tuesday morning. Then Marcus and the others will come and look at it."
    #expect(
      cues(steady(sentence)).map(\.lines) == [
        ["We moved the pump test to Tuesday morning."],
        ["Then Marcus and the others", "will come and look at it."],
      ])
    let clause =
      "After the pump test on Tuesday morning at nine, Marcus and the others will come and look at it"
    #expect(
      cues(steady(clause)).map(\.lines) == [
        ["After the pump test on", "Tuesday morning at nine,"],
        ["Marcus and the others", "will come and look at it"],
      ])
  }

  @Test("a long silence ends a caption though there is room")
  func pause() {
    let words = [word("One", 0, 900), word("two", 1000, 1500), word("three", 4000, 4400)]
    #expect(cues(turn(words)).map(\.lines) == [["One two"], ["three"]])
  }

  @Test("a caption lasts long enough to be read, if nothing follows at once")
  func shortest() {
    #expect(cues(turn([word("Yes.", 1000, 1100)])).map(\.end.milliseconds) == [1830])
    let quick = "Certainly not without the others."
    #expect(cues(turn([word(quick, 1000, 1400)])).map(\.end.milliseconds) == [2650])
  }

  @Test("a stream's caption is held half a second at most, since the next turn is not known")
  func stream() {
    let captions = cues(
      turn([word("Yes.", 1000, 1300)]), turn([word("No.", 1400, 1700)]), waitsForAll: false)
    #expect(captions.map(\.start.milliseconds) == [1000, 1800])
    #expect(captions.map(\.end.milliseconds) == [1800, 2200])
  }

  @Test("a word that lasts and lasts does not")
  func longest() {
    #expect(cues(turn([word("Aaah", 0, 20_000)])).map(\.end.milliseconds) == [7000])
  }

  @Test("another speaker is another caption", arguments: [CueBuilder.Format.subRip, .webVTT])
  func speakers(format: CueBuilder.Format) {
    let captions = cues(
      turn([word("Ready?", 0, 900, speaker: "A"), word("Yes.", 1000, 1900, speaker: "B")]),
      format: format)
    #expect(captions.map(\.speaker) == ["A", "B"])
  }

  @Test("scripts without spaces get none, and count two columns a character")
  func wide() {
    let words = (0..<30).map { word("漢字", $0 * 200, $0 * 200 + 180) }
    let captions = cues(turn(words, separator: ""))
    #expect(captions.flatMap(\.lines).joined() == String(repeating: "漢字", count: 30))
    #expect(captions.flatMap(\.lines).allSatisfy { $0.displayWidth <= 42 && !$0.contains(" ") })
  }

  @Test("a turn without words gets a caption for its text, behind the one before")
  func wordless() {
    let captions = cues(
      turn([word("One.", 0, 2000)]), Turn(order: 1, isFinal: true, transcript: "Two three."))
    #expect(captions.map(\.lines) == [["One."], ["Two three."]])
    #expect(captions[1].start.milliseconds == 2000)
  }

  @Test(
    "whatever is said, captions keep their limits, never overlap, and hold every word once, in order",
    arguments: 0..<100, [true, false])
  func property(seed: UInt64, waitsForAll: Bool) {
    var generator = SplitMix64(seed: seed)
    var limits = CaptionLimits()
    limits.lineWidth = Int.random(in: 10...60, using: &generator)
    limits.lineCount = Int.random(in: 1...4, using: &generator)
    var builder = CueBuilder(
      .subRip, limits: limits, names: Self.names, waitsForAll: waitsForAll)
    var clock = 0
    var expected: [String] = []
    var captions: [Cue] = []
    for order in 0..<20 {
      let words = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        randomWord(&clock, &generator)
      }
      expected += words.map(\.text)
      var turn = turn(words)
      turn.order = order
      builder.add(turn) { captions.append($0) }
    }
    builder.finish { captions.append($0) }
    var reached = 0
    for caption in captions {
      #expect(caption.start.milliseconds >= reached)
      reached = caption.end.milliseconds
      #expect(1...7000 ~= reached - caption.start.milliseconds)
      #expect(1...limits.lineCount ~= caption.lines.count)
      for line in caption.lines {
        #expect(1...limits.lineWidth ~= line.displayWidth)
        #expect(line == line.trimmed)
      }
    }
    // Words wider than a line are cut: only there may a line end inside a word.
    #expect(captions.flatMap(\.lines).joined().filter { $0 != " " } == expected.joined())
    if expected.allSatisfy({ $0.displayWidth <= limits.lineWidth }) {
      #expect(
        captions.flatMap { $0.lines.flatMap { $0.split(separator: " ") } }.map(String.init)
          == expected)
    }
  }

  private func randomWord(_ clock: inout Int, _ generator: inout SplitMix64) -> Word {
    let letters: [Character] = ["a", "b", "é", "漢", "👍🏽", "ש", "क", "—"]
    let marks = ["", "", "", "", ".", ",", "?", "。", ".”"]
    let isLong = Int.random(in: 0..<40, using: &generator) == 0
    let length = Int.random(in: 1...(isLong ? 90 : 9), using: &generator)
    let text = (0..<length).map { _ in letters.randomElement(using: &generator) ?? "a" }
    // Now and then time stands still, runs backward or leaps.
    let steps = [0...0, 0...50, 100...400, 100...400, 100...400, -3000...0, 5000...20_000]
    let start =
      clock + Int.random(in: steps.randomElement(using: &generator) ?? 0...0, using: &generator)
    let end = start + Int.random(in: -10...900, using: &generator)
    clock = max(0, end)
    return word(String(text) + (marks.randomElement(using: &generator) ?? ""), start, end)
  }

  @Test("ffmpeg reads both formats, every caption with its times and text", .enabled(if: hasFFmpeg))
  func secondReader() async throws {
    let folder = try TemporaryFolder()
    let log = (0..<40).map {
      Log.spoken(
        $0,
        "Number\($0) is said, and then some more. It goes on for \($0) words & <b>ends</b> here.",
        from: $0 * 9000)
    }
    let steady = try folder.write("log", log.joined())
    let dialogue = "\(Log.folder)/f05-quick-dialogue.ndjson"
    for (format, file) in [
      ("srt", steady), ("vtt", steady), ("srt", dialogue), ("vtt", dialogue),
    ] {
      let ours = try await Program.run("aai-format", [format, file])
      let captions = try folder.write("captions.\(format)", ours.output)
      let theirs = try await Program.run(
        "ffmpeg", ["-v", "error", "-i", captions, "-f", "webvtt", "-"])
      #expect(theirs.status == 0)
      #expect(theirs.errors == "")
      #expect(Self.times(theirs.output) == Self.times(ours.output))
      #expect(Self.times(ours.output).count >= 38)
    }
  }

  private static let hasFFmpeg = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].contains {
    (try? Program($0, ["-version"], input: .closed)) != nil
  }

  /// The lines of times, in one spelling.
  private static func times(_ captions: String) -> [String] {
    captions.split(separator: "\n").filter { $0.contains(" --> ") }.map { line in
      line.split(separator: " --> ").map { time in
        let time = time.replacing(",", with: ".")
        return time.count == 9 ? "00:" + time : time
      }.joined(separator: " ")
    }
  }

  @Test("what a player would act on is only text in a cue")
  func markup() async throws {
    let log = Log.spoken(0, "<i>x</i> --> &amp; {y} -->", from: 0)
    let vtt = try await Program.run("aai-format", ["vtt"], input: log.utf8)
    #expect(vtt.output.hasSuffix("\n&lt;i&gt;x&lt;/i&gt; --&gt; &amp;amp; {y} --&gt;\n\n"))
    let srt = try await Program.run("aai-format", ["srt"], input: log.utf8)
    #expect(srt.output.hasSuffix("\n<i>x</i> → &amp; {y} →\n\n"))
  }

  @Test("what was read is shown though the next file cannot be read", arguments: ["srt", "vtt"])
  func unreadable(mode: String) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("log", Log.spoken(0, "Here."))
    // A regular file as far as anybody can see.
    let run = try await Program.run("aai-format", [mode, file, "/proc/self/mem"])
    #expect(run.output.hasSuffix("\nHere.\n\n"))
    #expect(run.errors == "aai-format: error: read: /proc/self/mem: input/output error\n")
    #expect(run.status == 74)
  }

  @Test("a WebVTT file is one from its first byte on")
  func header() async throws {
    let run = try await Program.run("aai-format", ["vtt"])
    #expect(run.output == "WEBVTT\n\n")
  }
}
