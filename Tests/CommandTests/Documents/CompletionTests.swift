import TestKit
import Testing

@testable import completion_scripts

@Suite("completions")
struct CompletionTests {
  static let files = [Shell.bash: "%", .zsh: "_%", .fish: "%.fish"]

  @Test("the scripts are those that the parsers give", arguments: Repository.programs)
  func asGenerated(program: String) async throws {
    let command = try await Parser.command(of: program)
    for (shell, pattern) in Self.files {
      let path = "completions/\(shell.rawValue)/\(pattern.replacing("%", with: program))"
      #expect(try Repository.text(path) == shell.script(for: command), "make completions")
    }
  }

  @Test(
    "a shell offers the program's own options", arguments: Shell.allCases, Repository.programs)
  func options(shell: Shell, program: String) async throws {
    let session = try session(shell, program)
    let offered = try await session.completing("\(program) --ver")
    #expect(offered.sorted() == ["--verbose", "--version"])
  }

  @Test("a shell offers an option's values", arguments: Shell.allCases)
  func values(shell: Shell) async throws {
    let session = try session(shell, "aai-stream")
    let apart = try await session.completing("aai-stream --mode m")
    #expect(apart.sorted() == ["max_accuracy", "min_latency"])
    let joined = try await session.completing("aai-stream --speech-model=universal-3-5")
    #expect(joined == ["--speech-model=universal-3-5-pro"])
  }

  @Test("a shell offers files of the kind that is due", arguments: Shell.allCases)
  func files(shell: Shell) async throws {
    let session = try session(shell, "aai-stream")
    try session.folder.write("gateway.json", "")
    try session.folder.write("gate.txt", "")
    let offered = try await session.completing("aai-stream --llm-gateway ga")
    // fish puts them first and leaves the others to be found.
    #expect(offered.first == "gateway.json")
    #expect(shell == .fish || offered.count == 1)
  }

  private func session(_ shell: Shell, _ program: String) throws -> ShellSession {
    let name = Self.files[shell]!.replacing("%", with: program)
    return ShellSession(
      shell: shell, script: "\(Repository.root)/completions/\(shell.rawValue)/\(name)",
      folder: try TemporaryFolder())
  }
}
