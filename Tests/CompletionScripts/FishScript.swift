/// `complete` commands for fish.
struct FishScript {
  private let command: Command

  init(_ command: Command) { self.command = command }

  var text: String {
    let modes = command.modes.map(\.name).joined(separator: " ")
    let outside = modes.isEmpty ? nil : "not __fish_seen_subcommand_from \(modes)"
    var lines = ["# fish completion for \(command.name); written by `make completions`", ""]
    lines.append("complete -c \(command.name) -f")
    for mode in command.modes {
      lines.append(
        line(["-a", mode.name, "-d", quoted(mode.abstract)], when: outside))
    }
    lines += rules(of: command, when: outside)
    for mode in command.modes {
      lines += rules(of: mode, when: "__fish_seen_subcommand_from \(mode.name)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func rules(of command: Command, when condition: String?) -> [String] {
    command.options.map { line(words($0), when: condition) }
      + command.operands.compactMap { operand in
        let offered = offer(operand.value)
        return offered.isEmpty ? nil : line(offered, when: condition)
      }
  }

  private func words(_ option: Option) -> [String] {
    let names = option.names.flatMap { name in
      name.hasPrefix("--")
        ? ["-l", String(name.dropFirst(2))]
        : [name.count == 2 ? "-s" : "-o", String(name.dropFirst())]
    }
    // -x: a value is due, and it is no file unless one is offered.
    let value = option.value.map { ["-x"] + offer($0) } ?? []
    return names + value + ["-d", quoted(option.phrase)]
  }

  private func offer(_ value: Value) -> [String] {
    switch value.candidates {
    case .none: []
    case .words(let words): ["-a", quoted(words.joined(separator: " "))]
    case .files(let extensions) where extensions.isEmpty: ["-F"]
    case .files(let extensions):
      ["-k", "-a", suffixes(extensions)]
    case .folders: ["-a", quoted("(__fish_complete_directories)")]
    case .lines(let shellCommand): ["-a", quoted("(\(shellCommand))")]
    }
  }

  private func suffixes(_ extensions: [String]) -> String {
    let each = extensions.map { "__fish_complete_suffix .\($0)" }.joined(separator: "; ")
    return quoted("(\(each))")
  }

  private func line(_ words: [String], when condition: String?) -> String {
    let guarded = condition.map { ["-n", quoted($0)] } ?? []
    return (["complete", "-c", command.name] + guarded + words).joined(separator: " ")
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
