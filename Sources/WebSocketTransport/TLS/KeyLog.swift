import Glibc

/// The file that gets the keys of every session, for Wireshark; whoever has it can read the traffic.
public struct KeyLog: Sendable {
  public let path: String
  /// Why it cannot be written, an `errno`; nil if it can.
  public let failure: CInt?
  /// Open to the end of the process.
  private let descriptor: CInt

  /// What `SSLKEYLOGFILE` names; an empty value names nothing.
  public static let inherited = getenv("SSLKEYLOGFILE").map { String(cString: $0) }
    .flatMap { $0.isEmpty ? nil : KeyLog($0) }

  private init(_ path: String) {
    self.path = path
    // A FIFO without a reader must not be waited for.
    descriptor = open(
      path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
    failure = descriptor < 0 ? errno : nil
  }

  func write(_ line: String) {
    let text = line + "\n"
    _ = Glibc.write(descriptor, text, text.utf8.count)
  }
}
