import Glibc

/// `PROGRAM --experimental-dump-help | completion-scripts bash|zsh|fish`
@main
enum Main {
  static func main() throws {
    guard let shell = CommandLine.arguments.dropFirst().first.flatMap(Shell.init) else {
      print("usage: completion-scripts bash|zsh|fish")
      exit(64)
    }
    var dump = ""
    while let line = readLine(strippingNewline: false) { dump += line }
    print(shell.script(for: try Command(parsing: dump)), terminator: "")
  }
}
