import TestKit
import Testing

/// Logs of several sessions in which not all is said of where one ends.
@Suite("aai-format on several sessions")
struct SeveralSessionsTests {
  private func text(_ arguments: [String]) async throws -> [Substring] {
    let run = try await Program.run("aai-format", ["text", "--timestamps", "audio"] + arguments)
    #expect(run.errors == "")
    #expect(run.status == 0)
    return run.output.split(separator: "\n")
  }

  @Test("two days of Gladia under one session's name are four turns, one behind the other")
  func gladia() async throws {
    let lines = try await text(
      ["monday", "tuesday"].map { "\(Log.folder)/f01-gladia-\($0).ndjson" })
    #expect(
      lines == [
        "00:00:00.500\tMonday one.", "00:00:04.000\tMonday two.", "00:00:08.500\tTuesday one.",
        "00:00:12.000\tTuesday two.",
      ])
  }

  @Test("turns alone, as jq leaves them, are not taken for repeats over a reconnect")
  func turnsAlone() async throws {
    let lines = try await text(["\(Log.folder)/f02-turns-only-reconnect.ndjson"])
    #expect(
      lines == [
        "00:00:00.500\tBefore zero.", "00:00:04.000\tBefore one.", "00:00:05.150\tAfter zero.",
        "00:00:08.650\tAfter one.", "00:00:12.650\tAfter two.",
      ])
  }

  @Test("captions of two files never run backward")
  func captions() async throws {
    let file = "\(Log.folder)/f02-turns-only-reconnect.ndjson"
    let run = try await Program.run("aai-format", ["srt", file, file])
    #expect(run.output.split(separator: "\n").count { $0.contains("zero.") } == 4)
    let times = run.output.split(separator: "\n").filter { $0.contains(" --> ") }
    #expect(times == times.sorted())
  }

  @Test("the first of two channels has its name from the beginning, in a file")
  func channels() async throws {
    let file = "\(Log.folder)/f14-first-channel-unlabelled.ndjson"
    let named = "A: Channel zero hello.\nB: Channel one hello.\nA: Channel zero again.\n"
    #expect(try await Program.run("aai-format", ["text", file]).output == named)
    // Of a stream nobody knows what comes.
    let stream = try await Program.run(
      "aai-format", ["text"], input: try TemporaryFolder().read(file))
    #expect(stream.output == String(named.dropFirst(3)))
  }
}
