import AAIProtocol
import Glibc
import ToolSupport
import WebSocketTransport

/// Cuts a recogniser's output into lines and reads each as JSON; what is none is dropped.
final class LineReader {
  private static let lineLimit = 1 << 20

  private let input: StandardInput
  private let line: (JSONValue) -> Void
  private let ended: () -> Void
  private var watch: Watch?
  private var pending: [UInt8] = []
  private var buffer = [UInt8](repeating: 0, count: 4096)

  /// - Parameters:
  ///   - descriptor: The reading end of a pipe, taken over.
  ///   - ended: Called once, behind the last line, unless `close()` was called before.
  init(
    _ descriptor: CInt, on loop: EventLoop, line: @escaping (JSONValue) -> Void,
    ended: @escaping () -> Void
  ) {
    input = StandardInput(descriptor: descriptor)
    self.line = line
    self.ended = ended
    watch = loop.watch(descriptor, for: .reading) { [unowned self] in read() }
  }

  deinit { close() }

  func close() {
    guard let watch else { return }
    watch.cancel()
    self.watch = nil
    Glibc.close(input.descriptor)
  }

  private func read() {
    let count = buffer.withUnsafeMutableBytes { (try? input.read(into: $0)) ?? 0 }
    guard count > 0 else {
      close()
      report(pending[...])
      return ended()
    }
    pending += buffer[..<count]
    while watch != nil, let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      let text = pending[..<end]
      pending.removeSubrange(...end)
      report(text)
    }
    if pending.count > Self.lineLimit { pending = [] }
  }

  private func report(_ bytes: ArraySlice<UInt8>) {
    if let json = try? JSONValue(parsing: bytes) { line(json) }
  }
}
