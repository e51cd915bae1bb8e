/// An outlet behind a thread of its own, so that a slow reader never holds up what else there is to do.
final class LineWriter: Sendable {
  private enum Item: Sendable {
    case line([UInt8])
    case check
    case end(@Sendable (LineOutlet) -> Void)
  }

  private let queue: BoundedQueue<Item>

  /// - Parameters:
  ///   - capacity: Lines that may wait before a patient `write` waits, too.
  ///   - lost: Called once, on the writer's thread, when the outlet takes no more.
  ///   - written: Called on the writer's thread after each line, also one that got nowhere.
  init(
    to outlet: LineOutlet, capacity: Int,
    lost: @escaping @Sendable (StandardStream.WriteFailure) -> Void,
    written: @escaping @Sendable () -> Void
  ) {
    queue = BoundedQueue(capacity: capacity)
    Thread.start { [self] in run(outlet, lost: lost, written: written) }
  }

  /// Puts a line in the queue, which has its end already.
  ///
  /// - Parameter isPatient: Whether to wait while the queue is full.
  func write(_ line: [UInt8], isPatient: Bool) {
    if isPatient { queue.push(.line(line)) } else { queue.pushAnyway(.line(line)) }
  }

  /// Finds out whether the reader has left.
  func check() { queue.pushAnyway(.check) }

  /// Calls `done`, on the writer's thread, once everything before is written or has failed.
  func finish(_ done: @escaping @Sendable (LineOutlet) -> Void) {
    queue.pushAnyway(.end(done))
  }

  private func run(
    _ outlet: LineOutlet, lost: (StandardStream.WriteFailure) -> Void, written: () -> Void
  ) {
    var outlet = outlet
    while let item = queue.pop() {
      switch item {
      case .line(let line):
        if let loss = outlet.write(line) { lost(loss) }
        written()
      case .check:
        if let loss = outlet.check() { lost(loss) }
      case .end(let done):
        if let loss = outlet.finish() { lost(loss) }
        done(outlet)
      }
    }
  }
}
