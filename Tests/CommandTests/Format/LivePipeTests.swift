import Glibc
import TestKit
import Testing

@Suite("aai-format in a live pipe")
struct LivePipeTests {
  @Test(
    "each line is out before the next one comes",
    arguments: ["text", "partials", "srt", "vtt", "tsv"])
  func immediacy(mode: String) async throws {
    let program = try Program("aai-format", [mode])
    for order in 0..<20 {
      program.input?.write(Log.spoken(order, "Number\(order).", from: 2000 * order))
      try await program.output.wait(until: "Number\(order).")
    }
    program.input?.close()
    #expect(try await program.wait() == 0)
  }

  @Test("a final turn without its formatted twin is not held for ever")
  func patience() async throws {
    let program = try Program("aai-format", ["text"])
    program.input?.write(Log.turn(0, "as it was heard", formatted: false))
    try await program.output.wait(until: "as it was heard\n")
    program.input?.close()
    #expect(try await program.wait() == 0)
  }

  @Test("Ctrl-C does not keep it from the end of its input")
  func interrupt() async throws {
    let program = try Program("aai-format", ["partials"])
    program.input?.write(Log.spoken(0, "One."))
    try await program.output.wait(until: "One.")
    program.signal(SIGINT)
    program.signal(SIGINT)
    program.input?.write(Log.spoken(1, "Last."))
    program.input?.close()
    #expect(try await program.wait() == 0)
    #expect(program.output.lines == ["final\tOne.", "final\tLast."])
  }

  @Test("after Ctrl-C it is said how many final turns a dead reader missed, and only then")
  func deadReader() async throws {
    let folder = try TemporaryFolder()
    try folder.write("one", Log.spoken(0, "One."))
    try folder.write("two", Log.spoken(1, "Two."))
    let format = """
      cd \(folder.path)
      (trap '' INT; cat one; until [ -e go ]; do sleep 0.05; done; cat two) |
        \(Program.folder)/aai-format text |
      """
    let interrupted = try ForegroundJob(format + " cat")
    try await interrupted.shell.output.wait(until: "One.\n")
    interrupted.pressCtrlC()
    try folder.write("go", "")
    let run = try await interrupted.shell.finished()
    #expect(run.output == "One.\n")
    #expect(
      run.errors
        == "aai-format: warning: the reader of stdout had gone: 1 final turn reached nobody\n")
    let left = try await ForegroundJob(format + " head -1").shell.finished()
    #expect(left.output == "One.\n")
    #expect(left.errors == "")
  }

  @Test("TERM and HUP finish what was read", arguments: [SIGTERM, SIGHUP])
  func terminate(signal: CInt) async throws {
    let program = try Program("aai-format", ["text"])
    // All of it is read at once, since it is written at once.
    program.input?.write(
      Log.turn(0, "One.") + Log.turn(1, "held", formatted: false) + "{\"type\":\"Tu")
    try await program.output.wait(until: "One.")
    program.signal(signal)
    #expect(try await program.wait() == 0)
    #expect(program.errors.text == "")
    #expect(program.output.text == "One.\nheld\n")
  }

  @Test("a summary is printed after TERM")
  func summary() async throws {
    let program = try Program("aai-format", ["summary"])
    program.input?.write("nonsense\n" + Log.spoken(0, "One."))
    try await program.errors.wait(until: "line 1")
    program.signal(SIGTERM)
    #expect(try await program.wait() == 65)
    #expect(program.output.text.contains("Turns       1"))
  }

  @Test("a signal that was ignored when it started stays so")
  func nohup() async throws {
    let program = try Program(
      "/bin/sh", ["-c", "trap '' TERM; exec \"$0\" text", Program.folder + "/aai-format"])
    program.input?.write(Log.turn(0, "One."))
    try await program.output.wait(until: "One.")
    program.signal(SIGTERM)
    program.input?.write(Log.turn(1, "Two."))
    program.input?.close()
    #expect(try await program.wait() == 0)
    #expect(program.output.text == "One.\nTwo.\n")
  }

  @Test("every byte comes through a stdout that another process made non-blocking")
  func nonBlocking() async throws {
    let pipe = try Pipe()
    _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK)
    let program = try Program("aai-format", ["text"], output: .descriptor(pipe.writing))
    close(pipe.writing)
    let text = String(repeating: "word ", count: 200)
    let lines = (0..<500).map { Log.turn($0, text) }.joined()
    async let status = program.wait()
    BlockingThread.start {
      program.input?.write(lines)
      program.input?.close()
    }
    var bytes = 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(pipe.reading, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += count
    }
    close(pipe.reading)
    #expect(try await status == 0)
    #expect(bytes == 500 * 1000)
  }
}
