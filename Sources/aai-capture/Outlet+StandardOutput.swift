import Glibc
import ToolSupport

extension Outlet {
  /// How much sound is held for a reader that stalls.
  static let patience = Duration.seconds(10)

  static func standardOutput(_ request: CaptureRequest) -> Outlet {
    widenPipe(STDOUT_FILENO)
    return Outlet(for: request, pipe: reopenPipe(STDOUT_FILENO, O_WRONLY)) {
      bytes throws(StandardStream.WriteFailure) in
      try StandardStream.output.write(bytes)
    }
  }

  convenience init(for request: CaptureRequest, pipe: CInt? = nil, write: @escaping Write) {
    let format = request.format
    let limit = format.frames(in: Self.patience) * format.bytesPerFrame
    // A device may choose a longer buffer than it was asked for.
    let slack = format.frames(in: request.buffer * 2) * format.bytesPerFrame
    let backlog = Backlog(capacity: limit + slack, silence: format.sample.silence)
    self.init(backlog: backlog, limit: limit, pipe: pipe, write: write)
  }
}
