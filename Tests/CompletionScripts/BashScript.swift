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
      \(cases.map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n"))
        # Readline replaces only what follows the last : or = of the word.
        local kept=${cur%"${cur##*[:=]}"}
        COMPREPLY=("${COMPREPLY[@]#"$kept"}")
      }
      complete -F \(function) \(command.name)

      """
  }

  /// What follows an option that takes a value, then options, then operands.
  private var cases: [String] {
    var lines = ["case $prev in"]
    for (names, value) in valued {
      let offered = offer(value)
      lines.append("  \(pattern(names)))" + (offered.isEmpty ? " ;;" : ""))
      if !offered.isEmpty { lines += offered.map { "    " + $0 } + ["    ;;"] }
    }
    lines += ["  *)", "    if [[ $cur == -* ]]; then"]
    lines += words(command.options.flatMap(\.names)).map { "      " + $0 }
    let operands = offer(command.operands.first)
    if !operands.isEmpty { lines += ["    else"] + operands.map { "      " + $0 } }
    return lines + ["    fi", "    ;;", "esac"]
  }

  /// Options that take a value, those with the same candidates together.
  private var valued: [(names: [String], value: Value)] {
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

  private func offer(_ operand: Operand?) -> [String] {
    guard let words = operand?.leadingWords else { return offer(operand?.value) }
    // _filedir adds to what is there.
    return ["((cword > 1)) ||"] + self.words(words).map { "  " + $0 } + ["_filedir"]
  }

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
