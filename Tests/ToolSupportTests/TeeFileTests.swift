import Glibc
import TestKit
import Testing

@testable import ToolSupport

@Suite("the file of --tee")
struct TeeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }

  @Test(
    "lines go behind what is there, which is made to end in a line", arguments: ["", "a\n", "a"])
  func appends(before: String) throws {
    let path = try folder.write("log", before)
    try TeeFile(path).stream.write("new\n")
    #expect(try text("log") == (before.isEmpty ? "new\n" : "a\nnew\n"))
  }

  @Test("a file that cannot be opened is told in one line")
  func refusals() throws {
    try folder.write("file", "")
    for (path, reason) in [
      (folder.path, "is a directory"), (folder.path + "/none/log", "no such file or directory"),
      (folder.path + "/file/log", "not a directory"),
    ] {
      #expect(throws: Failure(.io, "\(path): \(reason)")) { try TeeFile(path) }
    }
  }

  @Test("a FIFO is given time to get a reader, and no more")
  func nobody() throws {
    let path = folder.path + "/fifo"
    mkfifo(path, 0o600)
    let start = ContinuousClock.now
    #expect(
      throws: Failure(
        .io, "\(path): nobody has opened this FIFO for reading", hint: "start its reader first")
    ) { try TeeFile(path) }
    #expect(.now - start < TeeFile.patience + .seconds(2))
  }

  @Test("a reader of a FIFO that comes a moment later gets everything")
  func late() throws {
    let path = folder.path + "/fifo"
    mkfifo(path, 0o600)
    let read = BoundedQueue<CInt>(capacity: 1)
    BlockingThread.start {
      usleep(200_000)
      read.push(open(path, O_RDONLY | O_CLOEXEC))
    }
    let file = try TeeFile(path)
    try file.stream.write("first\n")
    let reading = try #require(read.pop())
    defer { close(reading) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = Glibc.read(reading, &buffer, buffer.count)
    #expect(String(decoding: buffer.prefix(count), as: UTF8.self) == "first\n")
    // A full FIFO is waited for, not refused.
    #expect(fcntl(file.stream.descriptor, F_GETFL) & O_NONBLOCK == 0)
  }
}
