import Glibc

/// What the limit on open files leaves a program to work with.
enum FileDescriptorLimit {
  /// Enough for any program of the toolkit to start, and to say what it could not do for want of more.
  private static let needed = 16

  /// Refuses to start where there is too little, which would else show in the middle of a session.
  static func check() throws(Failure) {
    var taken: [CInt] = []
    defer { for descriptor in taken { close(descriptor) } }
    while taken.count < needed {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
      guard descriptor >= 0 else {
        throw Failure(
          .io, "\(SystemError()): \(needed) more are needed, and \(taken.count) allowed",
          hint: "ulimit -n says how many there may be")
      }
      taken.append(descriptor)
    }
  }
}
