/// A completion function for zsh's own completion system, compsys.
struct ZshScript {
  private let command: Command

  init(_ command: Command) { self.command = command }

  var text: String {
    """
    #compdef \(command.name)
    # zsh completion for \(command.name); written by `make completions`

    \(arguments)

    """
  }

  private var arguments: String {
    let specifications = command.options.map(specification) + command.operands.map(specification)
    return "_arguments -s -S \\\n  " + specifications.joined(separator: " \\\n  ")
  }

  private func specification(_ option: Option) -> String {
    // What a short option takes may stand in the same word; what a long one takes, after `=`.
    let names = option.names.map { name in
      option.value == nil ? name : name.hasPrefix("--") ? name + "=" : name + "+"
    }
    let value = option.value.map { ":\(escaped($0.name)):\(action($0))" } ?? ""
    let tail = "[\(escaped(option.phrase))]" + value
    if names.count == 1 { return quoted((option.isRepeating ? "*" : "") + names[0] + tail) }
    // One spelling given, the other is not offered again.
    let others = option.isRepeating ? "*" : "(\(option.names.joined(separator: " ")))"
    return quoted(others) + "{\(names.joined(separator: ","))}" + quoted(tail)
  }

  private func specification(_ operand: Operand) -> String {
    let name = escaped(operand.value.name)
    if let words = operand.leadingWords {
      let first =
        "_alternative \"words:word:(\(words.joined(separator: " ")))\" \"files:file:_files\""
      return quoted("1:\(name):{\(first.replacing(":", with: "\\:"))}") + " \\\n  "
        + quoted("*:file:_files")
    }
    return quoted(
      "\(operand.isRepeating ? "*" : "1"):\(escaped(operand.value.name)):\(action(operand.value))")
  }

  private func action(_ value: Value) -> String {
    switch value.candidates {
    case .none: " "
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .files(let extensions) where extensions.isEmpty: "_files"
    case .files(let extensions): "_files -g \"*.(\(extensions.joined(separator: "|")))(-.)\""
    case .folders: "_files -/"
    case .lines(let shellCommand):
      "{compadd -- ${(f)\"$(\(shellCommand.replacing(":", with: "\\:")))\"}}"
    }
  }

  private func escaped(_ text: String) -> String {
    text.replacing("[", with: "\\[").replacing("]", with: "\\]").replacing(":", with: "\\:")
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
