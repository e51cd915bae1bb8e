import TestKit

/// A command line in the foreground of a terminal, as bash runs it; what it writes goes to the test.
///
/// Ctrl-C reaches every process of it at the same instant, and the shell.
struct ForegroundJob {
  private let terminal: PseudoTerminal
  let shell: Program

  init(_ script: String, environment: [String: String?] = [:]) throws {
    terminal = try PseudoTerminal()
    shell = try Program(
      "/bin/bash", ["-o", "pipefail", "-c", script], environment: environment,
      input: .terminal(terminal))
  }

  func pressCtrlC() { terminal.type("\u{3}") }

  /// Presses Ctrl-C so long after `words` have been written, and waits for the end.
  func interrupted(after words: String, and time: Duration = .zero) async throws -> Finished {
    try await shell.output.wait(until: words)
    try await Task.sleep(for: time)
    pressCtrlC()
    return try await shell.finished()
  }
}
