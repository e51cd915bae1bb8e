/// `complete` commands for fish.
struct FishScript {
  private let command: Command

  init(_ command: Command) { self.command = command }

  var text: String {
    var lines = ["# fish completion for \(command.name); written by `make completions`", ""]
    lines.append(line(["-f"]))
    lines += command.options.map { line(words($0)) }
    lines += command.operands.flatMap(rules)
    return lines.joined(separator: "\n") + "\n"
  }

  private func rules(_ operand: Operand) -> [String] {
    if let words = operand.leadingWords {
      let first = [
        "-n", quoted("__fish_is_nth_token 1"), "-a", quoted(words.joined(separator: " ")),
      ]
      return [line(first), line(["-F"])]
    }
    let offered = offer(operand.value)
    return offered.isEmpty ? [] : [line(offered)]
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

  private func line(_ words: [String]) -> String {
    (["complete", "-c", command.name] + words).joined(separator: " ")
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
