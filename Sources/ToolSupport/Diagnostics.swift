import AAIProtocol

/// A program's voice on stderr: one line per message, in one `write(2)`.
///
/// Every message is made safe for a terminal, since much of it quotes a server, a device or a file.
public struct Diagnostics: Sendable {
  public let program: String
  /// −1 after `-q`, 0 by default, one more for each `-v`.
  public let verbosity: Int

  public init(program: String, verbosity: Int = 0) {
    self.program = program
    self.verbosity = verbosity
  }

  public func error(_ message: String) { say("error: " + message) }

  public func warning(_ message: String) {
    if verbosity >= 0 { say("warning: " + message) }
  }

  public func hint(_ message: String) {
    if verbosity >= 0 { say("hint: " + message) }
  }

  /// Something worth knowing, said from `level` `-v` on; level 0 is said unless `-q` is given.
  public func note(_ message: @autoclosure () -> String, level: Int = 1) {
    if verbosity >= level { say(message()) }
  }

  public func report(_ failure: Failure) {
    error(failure.message)
    if let hint = failure.hint { self.hint(hint) }
  }

  private func say(_ text: String) {
    // A message that cannot be written has nowhere else to go.
    try? StandardStream.error.write("\(program): \(text.terminalSafe)\n")
  }
}
