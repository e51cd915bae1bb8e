import ArgumentParser
import ToolSupport

@main
struct AAIRecognize: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-recognize", version: "aai-recognize \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
