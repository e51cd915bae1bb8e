import TestKit

@testable import completion_scripts

/// What the programs' own parsers say they accept.
enum Parser {
  static func dump(of program: String) async throws -> String {
    try await Program.run(program, ["--experimental-dump-help"]).output
  }

  static func command(of program: String) async throws -> Command {
    try Command(parsing: await dump(of: program))
  }
}
