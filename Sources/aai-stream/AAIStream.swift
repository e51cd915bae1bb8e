import ArgumentParser
import ToolSupport

@main
struct AAIStream: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-stream", version: "aai-stream \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
