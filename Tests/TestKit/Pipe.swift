import Glibc
import Synchronization

/// A pipe whose ends no child inherits by accident.
public struct Pipe {
  public let reading: CInt
  public let writing: CInt

  public init() throws {
    var ends: [CInt] = [0, 0]
    try Self.spawning.withLock { _ in
      guard pipe(&ends) == 0 else { throw Failed("pipe: \(errno)") }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    (reading, writing) = (ends[0], ends[1])
  }

  /// Held while a pipe is made and while a child is started, since Swift does not import `pipe2(2)`.
  static let spawning = Mutex(())

  /// The writing end of a program's stdin.
  public final class End: Sendable {
    private let descriptor: Mutex<CInt>

    init(descriptor: CInt) {
      self.descriptor = Mutex(descriptor)
      signal(SIGPIPE, SIG_IGN)
    }

    deinit { close() }

    /// Writes everything, blocking while the pipe is full; whether the reader was still there.
    @discardableResult
    public func write(_ bytes: some Collection<UInt8>) -> Bool {
      let descriptor = descriptor.withLock { $0 }
      var rest = Array(bytes)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }

    @discardableResult
    public func write(_ text: String) -> Bool { write(text.utf8) }

    public func close() {
      descriptor.withLock {
        if $0 >= 0 { Glibc.close($0) }
        $0 = -1
      }
    }
  }
}
