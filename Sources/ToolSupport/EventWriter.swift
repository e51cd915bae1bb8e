import Synchronization

/// Where a program's events go, a line each: to stdout and, with `--tee`, to a file as well.
///
/// Each has a thread of its own, so that neither waits for the other, nor the program for them.
public final class EventWriter: Sendable {
  /// What the program should know.
  public enum Notice: Sendable {
    /// Everything is written for which `write` has asked to pause.
    case drained
    /// The lines get nowhere, though nobody has asked for an end.
    case abandoned
  }

  private let output: LineWriter
  private let file: LineWriter?
  private let tee: TeeFile?
  private let course: Course
  private let diagnostics: Diagnostics

  /// - Parameters:
  ///   - isStopping: Whether a polite end has been asked for, or is within so much time.
  ///   - stop: Asks for one: the reader has left and the file takes what is still to come, or the
  ///     file cannot be written.
  ///   - tell: Given each notice, on one of the threads.
  public init(
    tee: TeeFile?, _ diagnostics: Diagnostics,
    isStopping: @escaping @Sendable (_ within: Duration) -> Bool,
    stop: @escaping @Sendable () -> Void, tell: @escaping @Sendable (Notice) -> Void
  ) {
    let course = Course(hasFile: tee != nil, isStopping: isStopping, stop: stop, tell: tell)
    output = LineWriter(
      to: LineOutlet(.output), capacity: Course.limit, lost: { _ in course.loseOutput() },
      written: course.advance)
    file = tee.map { tee in
      LineWriter(
        to: LineOutlet(tee.stream), capacity: Course.limit,
        lost: { loss in
          course.loseFile(loss)
          if loss == .readerLeft { diagnostics.warning(tee.failure(loss).message) }
        }, written: course.advance)
    }
    self.tee = tee
    self.course = course
    self.diagnostics = diagnostics
  }

  /// Writes a line; a line feed is added.
  ///
  /// - Parameter isPatient: Whether to wait while too many lines do.
  /// - Returns: `false` when so many wait that the program should pause until `drained`.
  @discardableResult
  public func write(_ line: [UInt8], isPatient: Bool = false) -> Bool {
    let line = line + [0x0A]
    let mayGoOn = course.add(file == nil ? 1 : 2)
    file?.write(line, isPatient: isPatient)
    output.write(line, isPatient: isPatient)
    return mayGoOn
  }

  /// Finds out whether the reader of stdout has left, when there is nothing to write.
  public func check() { output.check() }

  /// Whether the lines get nowhere, though nobody has asked for an end.
  public var isAbandoned: Bool { course.isAbandoned }

  /// Calls `done`, on one of the threads, once everything is written that can be; with what could
  /// not be, unless a reader had left.
  public func finish(_ done: @escaping @Sendable (Failure?) -> Void) {
    output.finish { [self] output in
      guard let file else { return done(conclude(output, nil)) }
      file.finish { [self] in done(conclude(output, $0)) }
    }
  }

  /// Waits until everything is written that can be.
  public func finish() throws(Failure) {
    let end = BoundedQueue<Failure?>(capacity: 1)
    finish { end.push($0) }
    if let failure = end.pop() ?? nil { throw failure }
  }

  private func conclude(_ output: LineOutlet, _ file: LineOutlet?) -> Failure? {
    if case .failed(let error) = output.loss { return .output(error) }
    if let tee, let loss = file?.loss, loss != .readerLeft { return tee.failure(loss) }
    let count = output.unread.count
    if count > 0, file == nil || file?.loss != nil, course.isStopping(.zero) {
      diagnostics.warn(unreadTurns: count)
      if file == nil { diagnostics.hint("--tee FILE keeps every line") }
    }
    return nil
  }
}

/// How the writing goes, on whichever thread.
private final class Course: Sendable {
  private struct State {
    /// Lines in all queues.
    var waiting = 0
    var isPaused = false
    var isAbandoned = false
    /// Whether there is a file, and it takes lines.
    var hasFile: Bool
  }

  /// Lines that may wait before the program is asked to pause.
  static let limit = 256
  /// Ctrl-C reaches a reader at the same instant as this program: so long after the one is gone,
  /// the other has heard of it.
  private static let grace = Duration.milliseconds(250)

  private let state: Mutex<State>
  let isStopping: @Sendable (Duration) -> Bool
  private let stop: @Sendable () -> Void
  private let tell: @Sendable (EventWriter.Notice) -> Void

  init(
    hasFile: Bool, isStopping: @escaping @Sendable (Duration) -> Bool,
    stop: @escaping @Sendable () -> Void, tell: @escaping @Sendable (EventWriter.Notice) -> Void
  ) {
    state = Mutex(State(hasFile: hasFile))
    self.isStopping = isStopping
    self.stop = stop
    self.tell = tell
  }

  var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

  /// Counts lines that are to be written; whether there is room for more.
  func add(_ count: Int) -> Bool {
    state.withLock { state in
      state.waiting += count
      if state.waiting >= Self.limit { state.isPaused = true }
      return !state.isPaused
    }
  }

  /// Counts a line that is written.
  func advance() {
    let isDrained = state.withLock { state in
      state.waiting -= 1
      guard state.waiting == 0, state.isPaused else { return false }
      state.isPaused = false
      return true
    }
    if isDrained { tell(.drained) }
  }

  func loseOutput() {
    // What is still to come on the way to the end is written to the file, or counted.
    if isStopping(Self.grace) { return }
    let hasFile = state.withLock { state in
      state.isAbandoned = !state.hasFile
      return state.hasFile
    }
    if hasFile { stop() } else { tell(.abandoned) }
  }

  func loseFile(_ loss: StandardStream.WriteFailure) {
    state.withLock { $0.hasFile = false }
    if loss != .readerLeft { stop() }
  }
}
