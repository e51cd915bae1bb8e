/// stdout behind a thread of its own, so that a slow reader never holds up what else there is to do.
public final class LineWriter: Sendable {
  private enum Item: Sendable {
    case line([UInt8])
    case end(@Sendable () -> Void)
  }

  private let queue = BoundedQueue<Item>(capacity: .max)
  /// Lines that may wait before the producer is asked to pause.
  private let limit: Int
  private let stream: StandardStream

  /// - Parameters:
  ///   - limit: Lines waiting before `write` answers `false`.
  ///   - failed: Called once, on the writer's thread; what is written later is dropped.
  ///   - drained: Called on the writer's thread when the last waiting line is out.
  public init(
    to stream: StandardStream = .output, limit: Int = 256,
    failed: @escaping @Sendable (StandardStream.WriteFailure) -> Void,
    drained: @escaping @Sendable () -> Void
  ) {
    self.limit = limit
    self.stream = stream
    Thread.start(stackSize: 256 * 1024) { [self] in
      run(failed: failed, drained: drained)
    }
  }

  /// Puts a line in the queue; a line feed is added.
  ///
  /// - Returns: `false` when so many wait that the producer should pause until `drained`.
  @discardableResult
  public func write(_ line: [UInt8]) -> Bool {
    queue.pushAnyway(.line(line + [0x0A])) < limit
  }

  /// Calls `done`, on the writer's thread, once everything before is written or has failed.
  public func finish(_ done: @escaping @Sendable () -> Void) {
    queue.pushAnyway(.end(done))
  }

  private func run(
    failed: (StandardStream.WriteFailure) -> Void, drained: () -> Void
  ) {
    var hasFailed = false
    while let item = queue.pop() {
      switch item {
      case .line(let bytes):
        guard !hasFailed else { continue }
        do throws(StandardStream.WriteFailure) {
          try stream.write(bytes)
        } catch {
          hasFailed = true
          failed(error)
        }
        if queue.count == 0 { drained() }
      case .end(let done):
        done()
      }
    }
  }
}
