import Glibc

/// The file of `--tee`, open to have lines appended.
public struct TeeFile: Sendable {
  /// How long a FIFO is given to get a reader.
  static let patience = Duration.seconds(5)

  let path: String
  let stream: StandardStream

  public init(_ path: String) throws(Failure) {
    self.path = path
    let descriptor = try Self.open(path)
    stream = StandardStream(descriptor: descriptor)
    // From here on a full FIFO is waited for.
    _ = fcntl(descriptor, F_SETFL, O_APPEND)
    var (status, output) = (stat(), stat())
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    if fstat(STDOUT_FILENO, &output) == 0, status.st_dev == output.st_dev,
      status.st_ino == output.st_ino
    {
      throw Failure(.usage, "\(path): every line goes there already, by stdout")
    }
    if !Self.endsWithALine(path, size: status.st_size) {
      do throws(StandardStream.WriteFailure) { try stream.write("\n") } catch {
        throw failure(error)
      }
    }
  }

  /// What a program says of a file that takes no lines.
  func failure(_ reason: StandardStream.WriteFailure) -> Failure {
    switch reason {
    case .failed(let error): Failure(.io, "\(path): \(error)")
    case .readerLeft: Failure(.io, "\(path): its reader has left")
    }
  }

  private static func open(_ path: String) throws(Failure) -> CInt {
    let deadline = ContinuousClock.now + patience
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY
    while true {
      // Without O_NONBLOCK the opening of a FIFO that nobody reads would last for ever.
      let descriptor = Glibc.open(path, flags | O_NONBLOCK, 0o666)
      if descriptor >= 0 { return descriptor }
      let error = SystemError()
      var status = stat()
      guard error.code == ENXIO, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFIFO
      else { throw Failure(.io, "\(path): \(error)") }
      guard .now < deadline else {
        throw Failure(
          .io, "\(path): nobody has opened this FIFO for reading", hint: "start its reader first")
      }
      // The kernel tells nobody that a reader has come.
      poll(nil, 0, 20)
    }
  }

  /// Whether a first line can follow: a run before may have ended, on a full disk, in the middle of one.
  private static func endsWithALine(_ path: String, size: off_t) -> Bool {
    var last: UInt8 = 0x0A
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard size > 0, descriptor >= 0 else { return true }
    defer { close(descriptor) }
    return pread(descriptor, &last, 1, size - 1) != 1 || last == 0x0A
  }
}
