import ArgumentParser
import ToolSupport

@main
struct AAIToken: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-token", version: "aai-token \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
