/// The shells that scripts are written for.
enum Shell: String, CaseIterable {
  case bash, zsh, fish

  func script(for command: Command) -> String {
    switch self {
    case .bash: BashScript(command).text
    case .zsh: ZshScript(command).text
    case .fish: FishScript(command).text
    }
  }
}
