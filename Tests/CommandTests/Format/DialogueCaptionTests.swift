import AAIProtocol
import TestKit
import Testing

@testable import aai_format

/// Turns that follow each other quickly, or are spoken at once.
@Suite("captions of dialogues")
struct DialogueCaptionTests {
  private func cues(
    _ turns: [Turn], _ format: CueBuilder.Format, lines: Int = 2, waitsForAll: Bool = true
  ) -> [Cue] {
    var limits = CaptionLimits()
    limits.lineCount = lines
    var builder = CueBuilder(
      format, limits: limits, names: SpeakerNames([]), waitsForAll: waitsForAll)
    var cues: [Cue] = []
    for turn in turns { builder.add(turn) { cues.append($0) } }
    builder.finish { cues.append($0) }
    return cues
  }

  /// Words of the same length each.
  private func turn(_ speaker: String, _ text: String, _ start: Int, _ end: Int) -> Turn {
    let words = text.split(separator: " ")
    let length = (end - start) / words.count
    return Dialogue.turn(
      speaker,
      words.enumerated().map { index, word in
        Word(
          start: AudioTime(milliseconds: start + index * length),
          end: AudioTime(milliseconds: start + (index + 1) * length), text: String(word))
      })
  }

  private func summary(_ cues: [Cue]) -> [String] {
    cues.map {
      "\($0.start.milliseconds)-\($0.end.milliseconds) \($0.lines.joined(separator: "|"))"
    }
  }

  @Test("speakers at once share a caption in SubRip, a line each, and overlap in WebVTT")
  func atOnce() {
    let turns = [
      turn("B", "I think it will.", 1500, 3000), turn("A", "Is it going to rain?", 1000, 3500),
    ]
    #expect(
      summary(cues(turns, .subRip)) == ["1000-3500 - A: Is it going to rain?|- B: I think it will."]
    )
    #expect(
      summary(cues(turns, .webVTT)) == [
        "1000-3500 Is it going to rain?", "1500-3000 I think it will.",
      ])
  }

  @Test("somebody who interrupts a long turn shares the line said then, and no other")
  func interrupted() {
    let long = "We moved the pump test to Tuesday and the valve is to be looked at by the others"
    let turns = [turn("B", "Mm-hm.", 3600, 3900), turn("A", long, 0, 6800)]
    #expect(
      summary(cues(turns, .subRip)) == [
        "0-3016 A: We moved the pump test to Tuesday and",
        "3016-6409 - the valve is to be looked at by the|- B: Mm-hm.",
        "6409-7239 A: others",
      ])
  }

  @Test("short turns in quick succession share a caption, named when the speakers change")
  func quick() {
    let turns = [
      turn("A", "Ready?", 0, 350), turn("B", "Yes.", 400, 750), turn("A", "Sure?", 1200, 1550),
      turn("B", "No.", 1600, 1950), turn("A", "Then wait.", 4000, 4600),
    ]
    #expect(
      summary(cues(turns, .subRip)) == [
        "0-1050 - A: Ready?|- B: Yes.", "1200-2030 - Sure?|- No.", "4000-4830 A: Then wait.",
      ])
  }

  @Test("short turns of one speaker are joined", arguments: [CueBuilder.Format.subRip, .webVTT])
  func joined(format: CueBuilder.Format) {
    let turns = (0..<6).map { turn("A", "Yes.", 400 * $0, 400 * $0 + 350) }
    let lines = cues(turns, format).map { $0.lines.joined(separator: "|") }
    let name = format == .subRip ? "A: " : ""
    #expect(lines == [name + "Yes. Yes. Yes.", "Yes. Yes. Yes."])
  }

  @Test("three speakers at once share three lines where there are as many")
  func three() {
    let turns = ["A", "B", "C"].map { turn($0, "Good morning.", 1000, 2000) }
    #expect(
      cues(turns, .subRip, lines: 3).map(\.lines) == [
        ["- A: Good morning.", "- B: Good morning.", "- C: Good morning."]
      ])
    #expect(cues(turns, .subRip, lines: 1).count == 3)
  }

  @Test(
    "whoever speaks when, all is shown in order, readable, and half a second late at most",
    arguments: 0..<60, [CueBuilder.Format.subRip, .webVTT])
  func property(seed: UInt64, format: CueBuilder.Format) {
    var generator = SplitMix64(seed: seed)
    let overlap = [0, 300, 2000, 8000].randomElement(using: &generator) ?? 0
    let dialogue = Dialogue(speakers: 2, overlap: overlap, using: &generator)
    let captions = cues(dialogue.turns, format)
    expectOrder(captions, dialogue, format)
    for (caption, next) in zip(captions, captions.dropFirst().map(Optional.some) + [nil]) {
      let late = dialogue.lateness(of: caption)
      #expect(late <= 500)
      let columns = caption.lines.reduce(-1) { $0 + $1.displayWidth + 1 }
      let isReadable = columns * 50 <= caption.end.milliseconds - caption.start.milliseconds
      // Two who speak at once may say more than anybody can read.
      #expect(
        isReadable || overlap > 0 && format == .subRip && next.map(dialogue.lateness) ?? 0 >= 499)
    }
  }

  @Test(
    "on a stream, what is not spoken at once is half a second late at most, too", arguments: 0..<60,
    [CueBuilder.Format.subRip, .webVTT])
  func stream(seed: UInt64, format: CueBuilder.Format) {
    var generator = SplitMix64(seed: seed)
    let dialogue = Dialogue(speakers: 3, overlap: 0, using: &generator)
    let captions = cues(dialogue.turns, format, waitsForAll: false)
    expectOrder(captions, dialogue, format)
    for caption in captions { #expect(dialogue.lateness(of: caption) <= 500) }
  }

  /// Every word once, in each speaker's order, in captions of which none begins before another.
  private func expectOrder(_ captions: [Cue], _ dialogue: Dialogue, _ format: CueBuilder.Format) {
    #expect(captions.map(\.start) == captions.map(\.start).sorted())
    let words = captions.flatMap(Dialogue.words)
    #expect(words.sorted() == dialogue.starts.keys.sorted())
    for spoken in dialogue.bySpeaker { #expect(words.filter(Set(spoken).contains) == spoken) }
    for track in Dictionary(grouping: captions, by: { format == .subRip ? nil : $0.speaker }).values
    {
      for (caption, next) in zip(track, track.dropFirst()) { #expect(caption.end <= next.start) }
    }
    for caption in captions {
      #expect(caption.start < caption.end)
      #expect(1...2 ~= caption.lines.count)
      for line in caption.lines { #expect(1...42 ~= line.displayWidth) }
    }
  }

  @Test(
    "a quick dialogue is shown when it is said",
    arguments: [
      "srt", "vtt", "srt --max-line-count 1",
      "srt --max-line-width 10 --speaker A=AliceOfWonderland --speaker B=BobOfTheBuilders",
    ], [true, false])
  func fixture(options: String, isFile: Bool) async throws {
    let file = "\(Log.folder)/f05-quick-dialogue.ndjson"
    let mode = options.split(separator: " ").map(String.init)
    let run =
      isFile
      ? try await Program.run("aai-format", mode + [file])
      : try await Program.run("aai-format", mode, input: try TemporaryFolder().read(file))
    #expect(run.output.split(separator: "Yes.", omittingEmptySubsequences: false).count == 76)
    let last = try #require(run.output.split(separator: "\n").last { $0.contains(" --> ") })
    #expect(last.replacing(",", with: ".").prefix(12) <= "00:00:30.100")
  }
}
