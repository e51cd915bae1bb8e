import ArgumentParser
import ToolSupport

@main
struct GladiaStream: Tool {
  static let configuration = CommandConfiguration(
    commandName: "gladia-stream", version: "gladia-stream \(Version.current)")

  @OptionGroup var talk: TalkOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    .ok
  }
}
