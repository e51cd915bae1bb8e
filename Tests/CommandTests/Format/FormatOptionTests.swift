import Glibc
import TestKit
import Testing

@Suite("the options of aai-format")
struct FormatOptionTests {
  private func run(_ arguments: String, _ input: String = "") async throws -> Finished {
    try await Program.run(
      "aai-format", arguments.split(separator: " ").map(String.init), input: input.utf8)
  }

  @Test(
    "an option of another mode is refused",
    arguments: [
      ("summary --wrap 20", "--wrap is an option of text, not of summary"),
      ("srt --json", "--json is an option of summary, not of srt"),
      ("text --color never", "--color is an option of partials, not of text"),
      ("tsv --max-line-count 1", "--max-line-count is an option of srt and vtt, not of tsv"),
      ("vtt --timestamps audio", "--timestamps is an option of text and partials, not of vtt"),
      ("--json", "--json is an option of summary, not of text"),
    ])
  func foreign(arguments: String, message: String) async throws {
    let run = try await run(arguments)
    #expect(run.errors == "aai-format: error: \(message)\n")
    #expect(run.output == "")
    #expect(run.status == 64)
  }

  @Test(
    "a value that makes no sense is refused",
    arguments: [
      "--mark-below 2", "--wrap 0", "--wrap x", "srt --max-line-count 0", "--speaker Alice",
      "--time-format odd",
    ])
  func nonsense(arguments: String) async throws {
    let run = try await run(arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
  }

  @Test("words that are less certain than asked for stand in brackets")
  func markBelow() async throws {
    let words = #"""
      [{"start":0,"end":1,"text":"Send","confidence":0.9},{"start":1,"end":2,"text":"it","confidence":0.59},
      {"start":2,"end":3,"text":"now.","confidence":0.6}]
      """#.split(separator: "\n").joined()
    let run = try await run("--mark-below 0.6", Log.turn(0, "Send it now.", words: words))
    #expect(run.output == "Send [it] now.\n")
  }

  @Test("lines are wrapped at a width, counted in columns")
  func wrap() async throws {
    let run = try await run(
      "text --wrap 10", Log.turn(0, "Then tell Marcus 漢字漢字漢字 incomprehensibilities"))
    #expect(run.output == "Then tell\nMarcus\n漢字漢字漢\n字\nincomprehe\nnsibilitie\ns\n")
  }

  @Test(
    "times are those of the audio, in the form asked for",
    arguments: [
      ("", "00:01:02.034"), (" --time-format seconds", "62.034"),
      (" --time-format milliseconds", "62034"),
    ])
  func times(arguments: String, time: String) async throws {
    let run = try await run(
      "text --timestamps audio" + arguments, Log.spoken(0, "Now.", from: 62_034))
    #expect(run.output == "\(time)\tNow.\n")
    let partials = try await self.run(
      "partials --timestamps audio" + arguments,
      Log.spoken(0, "No", from: 62_034, final: false) + Log.spoken(0, "Now.", from: 62_034))
    #expect(partials.output == "partial\t\(time)\tNo\nfinal\t\(time)\tNow.\n")
  }

  @Test("speakers are called by the names given, in every mode that shows them")
  func speakers() async throws {
    let file = Log.folder + "/e_diarized.ndjson"
    let names = "--speaker A=Alice --speaker B=Bob --speaker ?=Somebody "
    #expect(
      try await run(names + file).output
        == "Alice: Good morning. Bob: Line two is down.\nSomebody: Okay.\n")
    #expect(try await run("vtt " + names + file).output.contains("<v Bob>Line two is down."))
    #expect(try await run("srt " + names + file).output.contains("\nAlice: Good morning.\n"))
    #expect(try await run("tsv " + names + file).output.contains("\tBob\t"))
    #expect(try await run("summary " + names + file).output.contains("Speakers    Alice  █"))
  }

  @Test("colour dims what may still change where it is asked for, and nowhere else")
  func colour() async throws {
    let line = Log.turn(
      0, "send", final: false,
      words:
        #"[{"start":0,"end":1,"text":"send","word_is_final":true},{"start":1,"end":2,"text":"th","word_is_final":false}]"#
    )
    #expect(try await run("partials", line).output == "partial\tsend th\n")
    #expect(
      try await run("partials --color always", line).output
        == "partial\tsend \u{1B}[2mth\u{1B}[22m\n")
  }

  @Test("several files are one stream, each beginning where the one before ended")
  func files() async throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("1", Log.spoken(0, "One."))
    let begin = #"{"type":"Begin","id":"2"}"# + "\n"
    let second = try folder.write("2", begin + Log.spoken(0, "Two.", from: 100))
    let run = try await run("tsv \(first) \(second)")
    #expect(run.output.hasSuffix("0\t350\t\t0.900\tOne.\n450\t800\t\t0.900\tTwo.\n"))
  }

  @Test("a file that is not there is one line and status 66")
  func missing() async throws {
    let run = try await run("text /nowhere/at-all")
    #expect(run.errors == "aai-format: error: /nowhere/at-all: no such file or directory\n")
    #expect(run.status == 66)
  }

  @Test("a full disk is one line and status 74", arguments: HostileInputTests.modes)
  func fullDisk(mode: String) async throws {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let program = try Program("aai-format", [mode], output: .descriptor(full))
    program.input?.write(Log.spoken(0, "One."))
    program.input?.close()
    #expect(try await program.wait() == 74)
    #expect(program.errors.text == "aai-format: error: write: no space left on device\n")
  }

  @Test("a reader that has left is no error")
  func readerLeft() async throws {
    let input =
      String(repeating: Log.turn(0, "x"), count: 1)
      + (1...50_000).map { Log.turn($0, "More.") }.joined()
    let folder = try TemporaryFolder()
    let file = try folder.write("log", input)
    let run = try await Program.run(
      "/bin/sh",
      [
        "-c", "{ \"$0\" text \"$1\"; echo $? >&2; } | head -1", Program.folder + "/aai-format",
        file,
      ])
    #expect(run.output == "x\n")
    #expect(run.errors == "0\n")
  }
}
