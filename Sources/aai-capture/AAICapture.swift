import ArgumentParser
import ToolSupport

@main
struct AAICapture: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-capture", version: "aai-capture \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
