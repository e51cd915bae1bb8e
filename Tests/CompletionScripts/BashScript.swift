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
    let valued = command.options.filter { $0.value != nil }
    var lines = ["case $prev in"]
    for option in valued where option.value?.candidates != Value.Candidates.none {
      lines.append("  \(option.names.joined(separator: " | ")))")
      lines += offer(option.value).map { "    " + $0 } + ["    ;;"]
    }
    let free = valued.filter { $0.value?.candidates == Value.Candidates.none }.flatMap(\.names)
    if !free.isEmpty { lines += ["  " + pattern(free) + ") ;;"] }
    lines += ["  *)", "    if [[ $cur == -* ]]; then"]
    lines += words(command.options.flatMap(\.names)).map { "      " + $0 }
    if !operands.isEmpty { lines += ["    else"] + operands.map { "      " + $0 } }
    return lines + ["    fi", "    ;;", "esac"]
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
    let list = words.wrapped(width: 80, separator: " ").joined(separator: " \\\n          ")
    return ["mapfile -t COMPREPLY < <(compgen -W \"\(list)\" -- \"$cur\")"]
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
