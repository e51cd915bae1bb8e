import CLinux
import Glibc

/// What tells whether a regular file has been written to.
struct FileStamp: Equatable {
  let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  init(path: String) throws(UnfamiliarForm) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw UnfamiliarForm() }
    try self.init(status)
  }

  init(descriptor: CInt) throws(UnfamiliarForm) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw UnfamiliarForm() }
    try self.init(status)
  }

  private init(_ status: stat) throws(UnfamiliarForm) {
    guard status.st_mode & S_IFMT == S_IFREG else { throw UnfamiliarForm() }
    size = status.st_size
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
