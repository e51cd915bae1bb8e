import TestKit

@testable import completion_scripts

/// A person at an interactive shell who types part of a command and asks for every completion.
struct ShellSession {
  let shell: Shell
  /// The committed script of the program that is typed.
  let script: String
  let folder: TemporaryFolder

  /// What stands on the line in place of its last word.
  func completing(_ line: String) async throws -> [String] {
    switch shell {
    case .fish: try await fish(line)
    case .bash:
      try await interactive(
        ["bash", "--norc", "--noprofile", "-i"],
        setup: [
          "bind 'set enable-bracketed-paste off'",
          "source /usr/share/bash-completion/bash_completion",
          "source '\(script)'",
          #"bind -x '"\C-x\C-p": echo "<""<$READLINE_LINE>>"'"#,
        ],
        typed: line, everything: "\u{1B}*")
    case .zsh:
      try await interactive(
        ["zsh", "-f", "-i"],
        setup: [
          "fpath=('\(script[..<script.lastIndex(of: "/")!])' $fpath)",
          "autoload -U compinit && compinit -u -D",
          "unsetopt zle_bracketed_paste",
          "zstyle ':completion:all:*' completer _all_matches _complete",
          "zstyle ':completion:all:*' insert true",
          "zle -C all complete-word _generic && bindkey '^X^A' all",
          #"show() { print -r -- "<""<$BUFFER>>" } && zle -N show && bindkey '^X^P' show"#,
        ],
        typed: line, everything: "\u{18}\u{01}")
    }
  }

  /// fish answers for itself what it would offer.
  private func fish(_ line: String) async throws -> [String] {
    let run = try await Program.run(
      "fish",
      ["--no-config", "-c", "cd '\(folder.path)'; source '\(script)'; complete -C '\(line)'"],
      environment: environment)
    return run.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
  }

  private func interactive(
    _ command: [String], setup: [String], typed line: String, everything: String
  ) async throws -> [String] {
    let terminal = try PseudoTerminal(columns: 500)
    let program = try Program(
      command[0], Array(command.dropFirst()), environment: environment, input: .terminal(terminal),
      output: .terminal(terminal), errors: .terminal(terminal))
    for command in ["cd '\(folder.path)'"] + setup { terminal.type(command + "\n") }
    terminal.type("echo rea\"\"dy\n")
    try await terminal.output.wait(until: "ready\r\n")
    terminal.type(line + everything + "\u{18}\u{10}")
    let shown = try await terminal.output.wait { text -> String? in
      guard let start = text.ranges(of: "<<").last, let end = text.ranges(of: ">>").last,
        start.upperBound <= end.lowerBound
      else { return nil }
      return String(text[start.upperBound..<end.lowerBound])
    }
    terminal.type("\u{15}exit\n")
    try await program.wait()
    let typed = line.split(separator: " ", omittingEmptySubsequences: false).count - 1
    return shown.split(separator: " ").dropFirst(typed).map(String.init)
  }

  private var environment: [String: String?] {
    [
      "HOME": folder.path, "HISTFILE": "", "TERM": "xterm",
      "PATH": "\(Program.folder):/usr/bin:/bin",
    ]
  }
}
