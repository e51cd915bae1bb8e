import ArgumentParser
import ToolSupport

@main
struct AAIFormat: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-format", version: "aai-format \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
