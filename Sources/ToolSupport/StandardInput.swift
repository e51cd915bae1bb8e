public import Glibc

/// A descriptor read with plain `read(2)`: it is never switched to non-blocking, since that flag
/// lives on a description that the shell and other processes share.
public struct StandardInput: Sendable {
  public let descriptor: CInt

  public init(descriptor: CInt = STDIN_FILENO) {
    self.descriptor = descriptor
  }

  /// Opens a file named on the command line; `-` is stdin.
  public static func open(_ path: String) throws(Failure) -> StandardInput {
    if path == "-" { return StandardInput() }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(.noInput, "\(path): \(SystemError())") }
    return StandardInput(descriptor: descriptor)
  }

  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Reads once, waiting as long as it takes; 0 is the end of input.
  ///
  /// A descriptor that another process made non-blocking is waited for with `poll(2)`.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: waitUntilReady(descriptor, for: POLLIN)
      case let code: throw SystemError(code: code)
      }
    }
  }
}

/// Asks the kernel to let a pipe hold `bytes`; where it is no pipe, or the limit is lower, nothing changes.
public func widenPipe(_ descriptor: CInt, to bytes: CInt = 1 << 20) {
  // F_SETPIPE_SZ (fcntl.h); Swift does not import the macro.
  _ = fcntl(descriptor, 1031, bytes)
}

/// Opens the pipe behind `descriptor` once more, so that O_NONBLOCK is ours alone: set on the
/// descriptor itself it would hit every process that shares it.
///
/// - Parameter mode: `O_RDONLY` or `O_WRONLY`.
/// - Returns: A non-blocking descriptor; `nil` for what is no pipe, or one that is not ours to open.
public func reopenPipe(_ descriptor: CInt, _ mode: CInt) -> CInt? {
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFIFO else { return nil }
  let own = open("/proc/self/fd/\(descriptor)", mode | O_NONBLOCK | O_CLOEXEC)
  guard own >= 0 else { return nil }
  // A FIFO says the end only to who had it open while somebody wrote; a writer that has gone by now
  // may have gone too early for this description.
  var entry = pollfd(fd: descriptor, events: 0, revents: 0)
  guard mode != O_RDONLY || poll(&entry, 1, 0) == 0 else {
    close(own)
    return nil
  }
  return own
}
