import Glibc
import WebSocketTransport

/// Writes into a pipe as fast as it takes it; the rest waits.
final class PipeWriter {
  private let descriptor: CInt
  private var watch: Watch?
  private var waiting: [UInt8] = []
  /// Where in `waiting` the first byte is that has not been written.
  private var head = 0
  private var isFinished = false

  /// - Parameter descriptor: The writing end of a pipe, taken over.
  init(_ descriptor: CInt, on loop: EventLoop) {
    self.descriptor = descriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    watch = loop.watch(descriptor, for: []) { [unowned self] in flush() }
  }

  deinit { close() }

  /// Bytes that wait.
  var backlog: Int { waiting.count - head }

  func write(_ bytes: [UInt8]) {
    guard !isFinished, watch != nil else { return }
    waiting += bytes
    flush()
  }

  /// Ends the pipe once everything is written.
  func finish() {
    isFinished = true
    flush()
  }

  func close() {
    guard let watch else { return }
    watch.cancel()
    self.watch = nil
    Glibc.close(descriptor)
  }

  private func flush() {
    while watch != nil, backlog > 0 {
      let count = waiting[head...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        head += count
      } else if errno == EAGAIN {
        break
      } else if errno != EINTR {
        // Nobody reads any more; what the reader still says ends the session.
        waiting = []
        head = 0
        close()
      }
    }
    if backlog == 0 {
      waiting.removeAll(keepingCapacity: true)
      head = 0
      if isFinished { close() }
    } else if head > 65_536, head > waiting.count / 2 {
      waiting.removeFirst(head)
      head = 0
    }
    watch?.interest = backlog > 0 ? .writing : []
  }
}
