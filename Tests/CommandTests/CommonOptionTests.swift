import TestKit
import Testing

@Suite("every program")
struct CommonOptionTests {
  static let programs = [
    "aai-capture", "aai-format", "aai-recognize", "aai-serve", "aai-stream", "aai-token",
    "gladia-stream",
  ]

  @Test("--version and --help go to stdout and exit 0", arguments: programs)
  func help(program: String) async throws {
    let version = try await Program.run(program, ["--version"])
    #expect(version.status == 0)
    #expect(version.output.hasPrefix("\(program) "))
    let help = try await Program.run(program, ["--help"])
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: \(program)"))
    #expect(version.errors + help.errors == "")
  }

  @Test("an unknown option is one line, a hint, and status 64", arguments: programs)
  func unknownOption(program: String) async throws {
    let run = try await Program.run(program, ["--no-such-option"])
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(
      run.errors == """
        \(program): error: unknown option '--no-such-option'
        \(program): hint: '\(program) --help' lists the options

        """)
  }

  @Test(
    "a closed stdout is status 74 before anything is opened or asked for",
    arguments: programs)
  func closedOutput(program: String) async throws {
    let run = try Program(program, input: .closed, output: .closed)
    #expect(try await run.wait() == 74)
    #expect(run.errors.text == "\(program): error: write: bad file descriptor\n")
  }

  @Test(
    "too few descriptors are status 74 and said, before anything is opened", arguments: programs)
  func fewDescriptors(program: String) async throws {
    let run = try await Program.run(
      "prlimit", ["--nofile=10", Program.folder + "/" + program], within: .seconds(10))
    #expect(run.status == 74)
    #expect(run.output == "")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(run.errors)")
    #expect(lines[0].hasPrefix("\(program): error: too many open files: 16 more are needed"))
    #expect(lines[1] == "\(program): hint: ulimit -n says how many there may be")
  }
}
