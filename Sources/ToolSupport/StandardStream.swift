import Glibc

/// A file descriptor written to until every byte is out.
public struct StandardStream: Sendable {
  public let descriptor: CInt

  public static let output = StandardStream(descriptor: STDOUT_FILENO)
  public static let error = StandardStream(descriptor: STDERR_FILENO)

  public init(descriptor: CInt) {
    self.descriptor = descriptor
  }

  /// Why bytes could not be written.
  public enum WriteFailure: Error, Equatable {
    /// EPIPE: nobody reads any more, which is the reader's right.
    case readerLeft
    case failed(SystemError)
  }

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether it was opened for writing at all.
  var isWritable: Bool {
    let flags = fcntl(descriptor, F_GETFL)
    return flags >= 0 && flags & O_ACCMODE != O_RDONLY
  }

  /// Whether the reader of a pipe or a socket has gone, known without writing.
  public var hasNoReader: Bool {
    var entry = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&entry, 1, 0) == 1 && Int32(entry.revents) & POLLERR != 0
  }

  /// Writes all of `bytes`, surviving short writes, EINTR and a descriptor in non-blocking mode.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(WriteFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitUntilReady(descriptor, for: POLLOUT)
      case EPIPE: throw .readerLeft
      case let code: throw .failed(SystemError(code: code))
      }
    }
  }

  public func write(_ bytes: [UInt8]) throws(WriteFailure) {
    do {
      try bytes.withUnsafeBytes { try write($0) }
    } catch let failure as WriteFailure {
      throw failure
    } catch {
      throw .failed(SystemError(code: EIO))
    }
  }

  public func write(_ text: String) throws(WriteFailure) {
    try write(Array(text.utf8))
  }
}

extension Failure {
  /// What a program says when its output could not be written.
  public static func output(_ error: SystemError) -> Failure {
    Failure(.io, "write: \(error)")
  }
}

/// Blocks until `descriptor` is ready for `events` (`POLLIN`, `POLLOUT`) or has failed.
func waitUntilReady(_ descriptor: CInt, for events: Int32) {
  var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
  while poll(&entry, 1, -1) < 0 && errno == EINTR {}
}
