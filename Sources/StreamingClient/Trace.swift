import Glibc
public import ToolSupport

/// A file with a line for every frame, both ways; audio as sizes, and no header, so no key.
public final class Trace: Sendable {
  enum Direction: String { case sent = ">", received = "<" }

  private let stream: StandardStream
  private let start = ContinuousClock.now

  /// Creates the file, or empties it; only its owner can read it.
  public init(_ path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(.io, "\(path): \(SystemError())") }
    stream = StandardStream(descriptor: descriptor)
  }

  deinit { close(stream.descriptor) }

  func note(_ direction: Direction, _ text: @autoclosure () -> String) {
    let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
    let line = text().split(whereSeparator: \.isNewline).joined(separator: " ")
    // A trace that cannot be written is not worth a session.
    try? stream.write("\(milliseconds) \(direction.rawValue) \(line)\n")
  }
}
