import Glibc
import Synchronization
import ToolSupport

/// Where captured audio leaves the program without holding up the device.
///
/// A pipe takes what it has room for at once, on the caller's thread. What it cannot take, and all
/// that goes elsewhere, waits in a backlog that a thread of the outlet's own writes out.
final class OutputQueue: Sendable {
  private struct State {
    var backlog: OutputBacklog
    /// Bytes taken from the backlog are on their way.
    var isWriting = false
    var hasThread = false
    var isFinished = false
    var failure: StandardStream.WriteFailure?

    var isClosed: Bool { isFinished || failure != nil }
  }

  typealias Write = @Sendable (UnsafeRawBufferPointer) throws(StandardStream.WriteFailure) -> Void

  private let state: Mutex<State>
  private let work = Semaphore()
  private let drained = Semaphore()
  private let relief = Semaphore()
  /// Bytes the backlog may hold before the caller should wait.
  private let limit: Int
  /// A description of our own of a pipe, in non-blocking mode.
  private let pipe: CInt?
  private let write: Write

  /// - Parameters:
  ///   - backlog: Has room for what a device still holds when the limit is reached.
  ///   - pipe: A non-blocking descriptor to try first.
  ///   - write: Writes everything, however long it takes.
  init(backlog: OutputBacklog, limit: Int, pipe: CInt? = nil, write: @escaping Write) {
    state = Mutex(State(backlog: backlog))
    self.limit = limit
    self.pipe = pipe
    self.write = write
  }

  /// Takes over `bytes` without waiting.
  ///
  /// - Returns: Whether more is wanted: the reader has not left, and writing has not failed.
  func deliver(_ bytes: UnsafeRawBufferPointer) -> Bool {
    change { state in
      var rest = bytes
      if let pipe, state.backlog.isEmpty, !state.isWriting {
        state.failure = Self.writeAtOnce(&rest, to: pipe)
      }
      if !rest.isEmpty, state.failure == nil { state.backlog.append(rest) }
    }
  }

  /// Takes over silence, of a length that need not fit in memory.
  func deliverSilence(_ count: Int) -> Bool {
    change { $0.backlog.appendSilence(count) }
  }

  /// Whether so much waits for the reader that the caller should, too.
  var isFull: Bool { state.withLock { !$0.isClosed && $0.backlog.held >= limit } }

  /// Waits until the backlog has shrunk, or `deadline`.
  func waitForRoom(until deadline: ContinuousClock.Instant) { _ = relief.wait(until: deadline) }

  /// Waits until everything handed over is written, or cannot be.
  func finish() throws(StandardStream.WriteFailure) {
    let hasThread = state.withLock { state in
      state.isFinished = true
      return state.hasThread
    }
    work.signal()
    if hasThread {
      drained.wait()
      // For whoever asks again.
      drained.signal()
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func change(_ append: (inout State) -> Void) -> Bool {
    let (isOpen, wakes, starts) = state.withLock { state in
      if !state.isClosed { append(&state) }
      guard !state.isClosed else { return (false, false, false) }
      let wakes = !state.backlog.isEmpty && !state.isWriting
      let starts = wakes && !state.hasThread
      if starts { state.hasThread = true }
      return (true, wakes, starts)
    }
    if starts { Thread.start(stackSize: 64 * 1024) { self.writeBacklog() } }
    if wakes { work.signal() }
    return isOpen
  }

  private func writeBacklog() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 * 1024, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let (count, isClosed) = state.withLock { state in
        let before = state.backlog.held
        let count = state.failure == nil ? state.backlog.take(into: buffer) : 0
        state.isWriting = count > 0
        if before >= limit, state.backlog.held < limit { relief.signal() }
        return (count, state.isClosed)
      }
      if count == 0 {
        if isClosed { break }
        work.wait()
        continue
      }
      do throws(StandardStream.WriteFailure) {
        try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      } catch {
        state.withLock { $0.failure = error }
        relief.signal()
      }
    }
    drained.signal()
  }

  /// Writes what a non-blocking descriptor has room for.
  private static func writeAtOnce(
    _ rest: inout UnsafeRawBufferPointer, to pipe: CInt
  ) -> StandardStream.WriteFailure? {
    while !rest.isEmpty {
      let count = Glibc.write(pipe, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN: return nil
      case EPIPE: return .readerLeft
      case let code: return .failed(SystemError(code: code))
      }
    }
    return nil
  }
}
