import Glibc
import ToolSupport

extension OutputQueue {
  /// How much audio is held for a reader that stalls.
  static let patience = Duration.seconds(10)

  static func standardOutput(_ request: CaptureRequest) -> OutputQueue {
    widenPipe(STDOUT_FILENO)
    let start = lseek(STDOUT_FILENO, 0, SEEK_CUR)
    return OutputQueue(for: request, pipe: reopenPipe(STDOUT_FILENO, O_WRONLY)) {
      bytes throws(StandardStream.WriteFailure) in
      do throws(StandardStream.WriteFailure) {
        try StandardStream.output.write(bytes)
      } catch {
        dropPartialFrame(of: request.format.bytesPerFrame, since: start)
        throw error
      }
    }
  }

  /// Lets a file on a full disk end with a whole frame.
  private static func dropPartialFrame(of length: Int, since start: off_t) {
    let end = lseek(STDOUT_FILENO, 0, SEEK_CUR)
    // What cannot seek has no end to cut: a pipe, a socket.
    guard start >= 0, end > start else { return }
    ftruncate(STDOUT_FILENO, end - (end - start) % length)
  }

  convenience init(for request: CaptureRequest, pipe: CInt? = nil, write: @escaping Write) {
    let format = request.format
    let limit = format.frames(in: Self.patience) * format.bytesPerFrame
    // A device may choose a longer buffer than it was asked for.
    let slack = format.frames(in: request.buffer * 2) * format.bytesPerFrame
    let backlog = OutputBacklog(capacity: limit + slack, silence: format.sample.silence)
    self.init(backlog: backlog, limit: limit, pipe: pipe, write: write)
  }
}
