/// A completion function for bash, on top of the bash-completion package.
struct BashScript {
  private let command: Command

  init(_ command: Command) { self.command = command }

  var text: String {
    let function = "_" + command.name.replacing("-", with: "_")
    return """
      # bash completion for \(command.name); written by `make completions`

      \(function)() {
        # shellcheck disable=SC2034 # _init_completion sets all four
        local cur prev words cword
        _init_completion -n := || return
        # --option=VALUE is completed like --option VALUE.
        if [[ $cur == --*=* ]]; then
          prev=${cur%%=*} cur=${cur#*=}
        fi
      \(body.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n"))
        # Readline replaces only what follows the last : or = of the word.
        local kept=${cur%"${cur##*[:=]}"}
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
      }
      complete -F \(function) \(command.name)

      """
  }

  private var body: [String] {
    guard !command.modes.isEmpty else {
      return cases(of: command, operands: offer(command.operands))
    }
    let modes = command.modes.map(\.name)
    var lines = ["local mode=- word", "for word in \"${words[@]:1:cword-1}\"; do"]
    lines.append("  case $word in \(modes.joined(separator: " | "))) mode=$word && break ;; esac")
    lines += ["done", "case $mode in"]
    for mode in command.modes {
      lines.append("  \(mode.name))")
      lines += indented(cases(of: mode, operands: offer(mode.operands)))
      lines.append("    ;;")
    }
    lines.append("  *)")
    lines += indented(cases(of: command, operands: words(modes)))
    return lines + ["    ;;", "esac"]
  }

  private func indented(_ lines: [String]) -> [String] { lines.map { "    " + $0 } }

  /// What follows an option that takes a value, then options, then operands.
  private func cases(of command: Command, operands: [String]) -> [String] {
    var lines = ["case $prev in"]
    for (names, value) in valued(command) {
      let offered = offer(value)
      lines.append("  \(pattern(names)))" + (offered.isEmpty ? " ;;" : ""))
      if !offered.isEmpty { lines += offered.map { "    " + $0 } + ["    ;;"] }
    }
    lines += ["  *)", "    if [[ $cur == -* ]]; then"]
    lines += words(command.options.flatMap(\.names)).map { "      " + $0 }
    if !operands.isEmpty { lines += ["    else"] + operands.map { "      " + $0 } }
    return lines + ["    fi", "    ;;", "esac"]
  }

  /// Options that take a value, those with the same candidates together.
  private func valued(_ command: Command) -> [(names: [String], value: Value)] {
    command.options.reduce(into: []) { groups, option in
      guard let value = option.value else { return }
      if let same = groups.firstIndex(where: { $0.value.candidates == value.candidates }) {
        groups[same].names += option.names
      } else {
        groups.append((option.names, value))
      }
    }
  }

  private func pattern(_ names: [String]) -> String {
    names.wrapped(width: 86, separator: " | ").joined(separator: " | \\\n    ")
  }

  private func offer(_ operands: [Operand]) -> [String] { offer(operands.first?.value) }

  private func offer(_ value: Value?) -> [String] {
    switch value?.candidates {
    case .words(let words): self.words(words)
    case .files(let extensions) where extensions.isEmpty: ["_filedir"]
    case .files(let extensions): ["_filedir '@(\(extensions.joined(separator: "|")))'"]
    case .folders: ["_filedir -d"]
    case .lines(let shellCommand):
      ["mapfile -t COMPREPLY < <(compgen -W \"$(\(shellCommand))\" -- \"$cur\")"]
    case .some(.none), nil: []
    }
  }

  private func words(_ words: [String]) -> [String] {
    let lines = words.wrapped(width: 80, separator: " ")
    guard lines.count > 1 else {
      return ["mapfile -t COMPREPLY < <(compgen -W \"\(lines.joined())\" -- \"$cur\")"]
    }
    return ["mapfile -t COMPREPLY < <(compgen -W \""] + lines.map { "  " + $0 }
      + ["\" -- \"$cur\")"]
  }
}

extension [String] {
  /// The words as lines no longer than `width`, where a single one is not longer itself.
  func wrapped(width: Int, separator: String) -> [String] {
    reduce(into: []) { lines, word in
      if let last = lines.last, last.count + separator.count + word.count <= width {
        lines[lines.count - 1] = last + separator + word
      } else {
        lines.append(word)
      }
    }
  }
}
