import Glibc
import Synchronization

/// Everything a stream of a program has written so far.
public final class Collector: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var ended = false
  }

  private let state = Mutex(State())

  /// - Parameter descriptor: Read to its end, and closed then; with none there is nothing to come.
  public init(reading descriptor: CInt?) {
    guard let descriptor else {
      state.withLock { $0.ended = true }
      return
    }
    BlockingThread.start { self.collect(descriptor) }
  }

  private func collect(_ descriptor: CInt) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      state.withLock { $0.bytes += buffer[..<count] }
    }
    close(descriptor)
    state.withLock { $0.ended = true }
  }

  public var bytes: [UInt8] { state.withLock { $0.bytes } }
  public var text: String { String(decoding: bytes, as: UTF8.self) }
  /// Lines without their ends; a last one without a line feed counts.
  public var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Waits until `found` answers something about the text so far.
  public func wait<T>(
    within deadline: Duration = .seconds(60), for found: (String) -> T?
  ) async throws -> T {
    let end = ContinuousClock.now + deadline
    while true {
      let (text, ended) = state.withLock { (String(decoding: $0.bytes, as: UTF8.self), $0.ended) }
      if let result = found(text) { return result }
      guard .now < end, !ended else { throw Failed("not seen; the text so far: \(text)") }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Waits until `text` has been written.
  public func wait(within deadline: Duration = .seconds(60), until text: String) async throws {
    _ = try await wait(within: deadline) { $0.contains(text) ? true : nil }
  }

  /// Waits for the end of the stream.
  public func finish(by end: ContinuousClock.Instant) async throws {
    while !state.withLock({ $0.ended }) {
      guard .now < end else { throw Failed("the stream is still held open by somebody") }
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}
