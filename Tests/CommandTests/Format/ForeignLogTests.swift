import TestKit
import Testing

/// Logs that are not quite, or not at all, what the toolkit writes.
@Suite("aai-format on foreign logs")
struct ForeignLogTests {
  @Test("an array of events on a line is read as its elements")
  func array() async throws {
    let run = try await Program.run(
      "aai-format", ["text", "\(Log.folder)/f12-array-on-a-line.ndjson"])
    #expect(run.output == "Nobody sees this.\n")
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("what an array holds before a fault is shown, and the fault is named")
  func brokenArray() async throws {
    let run = try await Program.run(
      "aai-format", ["text"], input: Array("[\(Log.turn(0, "Shown.").dropLast()),{]\n".utf8))
    #expect(run.output == "Shown.\n")
    #expect(run.errors.hasPrefix("aai-format: warning: line 1: not JSON"))
    #expect(run.status == 65)
  }

  @Test(
    "a log in which nothing is known is said to be one, and is no success",
    arguments: [
      #"{"message_type":"FinalTranscript","text":"hi"}"#,
      #"{"type":"Results","channel":{"alternatives":[{"transcript":"hi"}]}}"#,
      #"{"message":"AddTranscript","metadata":{"transcript":"hi"}}"#, "[]\n[{}]", "{}\n{}", "1",
    ])
  func nothingKnown(log: String) async throws {
    let run = try await Program.run("aai-format", ["text"], input: Array((log + "\n").utf8))
    #expect(run.output == "")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(
      run.errors.hasSuffix(" one of AssemblyAI's streaming v3, Gladia's live v2 or aai-tools\n"))
    #expect(run.status == 65)
  }

  @Test("one known line among unknown ones is enough, and an empty log is no fault")
  func someKnown() async throws {
    let mixed = "{\"type\":\"Later\"}\n" + Log.turn(0, "Known.")
    let run = try await Program.run("aai-format", ["text"], input: Array(mixed.utf8))
    #expect((run.output, run.errors, run.status) == ("Known.\n", "", 0))
    #expect(try await Program.run("aai-format", ["text"], input: []).status == 0)
  }

  @Test("a pretty-printed log is refused with what makes it lines, said once")
  func prettyPrinted() async throws {
    let run = try await Program.run(
      "aai-format", ["text"], input: Array("[\n{\n\"type\": \"Begin\"\n}\n]\n".utf8))
    #expect(run.errors.split(separator: "\n").count { $0.contains("jq -c .") } == 1)
    #expect(run.status == 65)
  }
}
