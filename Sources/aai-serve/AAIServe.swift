import ArgumentParser
import ToolSupport

@main
struct AAIServe: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-serve", version: "aai-serve \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
