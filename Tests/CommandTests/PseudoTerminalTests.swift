import TestKit
import Testing

@Suite("a pseudo-terminal")
struct PseudoTerminalTests {
  @Test("Ctrl-C reaches every stage of a pipeline and no other process")
  func interrupt() async throws {
    let terminal = try PseudoTerminal()
    let stage =
      "trap 'echo got-$0 >&2; exit 0' INT; echo ready-$0 >&2; while :; do sleep 0.01; done"
    let shell = try Program(
      "/bin/sh",
      ["-c", "trap : INT; sh -c \"$1\" one | sh -c \"$1\" two; echo done", "sh", stage],
      input: .terminal(terminal), output: .terminal(terminal), errors: .terminal(terminal))
    try await terminal.output.wait(until: "ready-one")
    try await terminal.output.wait(until: "ready-two")
    terminal.type("\u{3}")
    #expect(try await shell.wait() == 0)
    let text = String(decoding: try await terminal.finish(), as: UTF8.self)
    #expect(text.contains("got-one"))
    #expect(text.contains("got-two"))
    #expect(text.hasSuffix("done\r\n"))
  }

  @Test("a program learns the size and that it has changed")
  func size() async throws {
    let terminal = try PseudoTerminal(columns: 20, rows: 5)
    let script = "trap 'stty size; exit' WINCH; stty size; while :; do sleep 0.01; done"
    let shell = try Program(
      "/bin/sh", ["-c", script], input: .terminal(terminal), output: .terminal(terminal))
    try await terminal.output.wait(until: "5 20")
    terminal.resize(columns: 200, rows: 50)
    #expect(try await shell.wait() == 0)
    #expect(String(decoding: try await terminal.finish(), as: UTF8.self) == "5 20\r\n50 200\r\n")
  }
}
