import AAIProtocol
import Glibc

/// The program that hears: 16 kHz 16-bit mono audio on its stdin, NDJSON turns on its stdout.
struct RecognizerCommand: Sendable {
  var path: String
  var arguments: [String]
  /// Whether it is our own, which is told the silences a session asks for.
  var isOwn = false

  /// Of a segment, in milliseconds: shorter ones cost words; turns are cut finer than segments where
  /// they must be.
  static let shortestSilence = 300

  /// With what it must know of a session.
  func listening(by rules: TurnRules) -> RecognizerCommand {
    guard isOwn else { return self }
    let complete =
      rules.family == .universal3
      ? max(rules.minSilence, rules.sentenceSilence) : rules.minSilence
    var command = self
    command.arguments += [
      "--min-turn-silence", "\(max(min(complete, rules.maxSilence), Self.shortestSilence))",
      "--max-turn-silence", "\(max(rules.maxSilence, Self.shortestSilence))",
    ]
    return command
  }

  /// A command line of the user's, run by the shell.
  static func shell(_ line: String) -> RecognizerCommand {
    RecognizerCommand(path: "/bin/sh", arguments: ["-c", line])
  }

  /// `aai-recognize` beside this program, or on PATH; `nil` when there is none.
  static func beside() -> RecognizerCommand? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = max(readlink("/proc/self/exe", &buffer, buffer.count), 0)
    let program = String(
      decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = program[..<(program.lastIndex(of: "/") ?? program.startIndex)]
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in [folder] + path.split(separator: ":") {
      let candidate = String(folder) + "/aai-recognize"
      if access(candidate, X_OK) == 0 {
        return RecognizerCommand(path: candidate, arguments: [], isOwn: true)
      }
    }
    return nil
  }
}
