import Glibc
import TestKit
import Testing

@testable import ToolSupport

@Suite("a pipe opened once more")
struct ReopenedPipeTests {
  @Test("a FIFO whose writer has left is not, since its end would never be told")
  func fifo() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/audio"
    mkfifo(path, 0o600)
    let reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    let writing = open(path, O_WRONLY | O_CLOEXEC)
    defer { close(reading) }
    let own = try #require(reopenPipe(reading, O_RDONLY))
    close(own)
    #expect(write(writing, [1, 2], 2) == 2)
    close(writing)
    #expect(reopenPipe(reading, O_RDONLY) == nil)
  }
}
