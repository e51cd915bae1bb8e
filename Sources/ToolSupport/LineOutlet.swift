import Glibc

/// A place that lines go to, until it fails or its reader has left.
struct LineOutlet: Sendable {
  private let stream: StandardStream
  private let isPipe: Bool
  /// Why it takes no more.
  private(set) var loss: StandardStream.WriteFailure?
  /// What the pipe may still hold for its reader, in order.
  private var waiting: [[UInt8]] = []
  /// What nobody will read any more.
  private(set) var unread = UnreadTurns()

  init(_ stream: StandardStream) {
    self.stream = stream
    var status = stat()
    isPipe = fstat(stream.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  /// Writes a line, or notes that nobody reads it; why it cannot be written, the first time.
  mutating func write(_ line: [UInt8]) -> StandardStream.WriteFailure? {
    guard loss == nil else {
      unread.add(line)
      return nil
    }
    do throws(StandardStream.WriteFailure) {
      try stream.write(line)
    } catch {
      lose(error)
      unread.add(line)
      return error
    }
    if isPipe {
      waiting.append(line)
      forgetWhatIsRead()
    }
    return nil
  }

  /// Finds out whether the reader has left with nothing to write.
  mutating func check() -> StandardStream.WriteFailure? {
    guard loss == nil, stream.hasNoReader else { return nil }
    lose(.readerLeft)
    return loss
  }

  /// Ends the writing: a reader that has left without having read everything is a loss, too.
  mutating func finish() -> StandardStream.WriteFailure? {
    forgetWhatIsRead()
    return waiting.isEmpty ? nil : check()
  }

  private mutating func lose(_ reason: StandardStream.WriteFailure) {
    loss = reason
    forgetWhatIsRead()
    for line in waiting { unread.add(line) }
    waiting = []
  }

  private mutating func forgetWhatIsRead() {
    var count: CInt = 0
    guard isPipe, ioctl(stream.descriptor, UInt(FIONREAD), &count) == 0 else { return }
    var rest = Int(count)
    let first = waiting.indices.reversed().first { index in
      defer { rest -= waiting[index].count }
      return rest <= 0
    }
    if let first { waiting.removeFirst(first + 1) }
  }
}
