import TestKit
import Testing

/// Transcripts that somebody has corrected, redacted or punctuated, with words that do not know it.
@Suite("aai-format on transcripts that differ from their words")
struct CorrectedTranscriptTests {
  @Test(
    "captions and tables say what the transcript says, at the words' times",
    arguments: [
      ("f03-corrected-by-jq", "3000\t4150\t\t0.900\tThe bridge at Newcastle."),
      ("f03-redacted", "5000\t6800\t\t0.900\tHer name is [PERSON_NAME]."),
      ("f03-unpunctuated-words", "5000\t6800\t\t0.900\tWell, well. Three doors!"),
      ("f04-empty-word", "5000\t5900\t\t\tGood morning."),
    ])
  func text(log: String, row: String) async throws {
    let file = "\(Log.folder)/\(log).ndjson"
    let table = try await Program.run("aai-format", ["tsv", file])
    #expect(table.output.split(separator: "\n").dropFirst().map(String.init) == [row])
    let text = try #require(row.split(separator: "\t").last)
    for mode in ["srt", "vtt", "text"] {
      let run = try await Program.run("aai-format", [mode, file])
      #expect(run.output.contains("\(text)\n"), "\(mode)")
      #expect((run.errors, run.status) == ("", 0))
    }
  }

  @Test("uncertain words are marked though their spelling differs")
  func marks() async throws {
    let run = try await Program.run(
      "aai-format",
      ["text", "--mark-below", "0.95", "\(Log.folder)/f03-unpunctuated-words.ndjson"])
    #expect(run.output == "[Well,] [well.] [Three] [doors!]\n")
  }

  @Test("a word without text keeps its neighbours apart in a partial, too")
  func partial() async throws {
    let run = try await Program.run(
      "aai-format", ["partials", "\(Log.folder)/f04-empty-word-partial.ndjson"])
    #expect(run.output == "partial\tGood morning\n")
  }
}
