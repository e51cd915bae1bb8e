import Glibc
import ToolSupport

/// Cuts an input into lines where they lie in its buffer, which grows with the longest line and no
/// further than `lineLimit`.
final class LineReader {
  enum Line {
    /// Without its line feed; good until the next call of `fill()`.
    case text(UnsafeBufferPointer<UInt8>)
    /// Longer than `lineLimit`, and gone.
    case tooLong
  }

  static let lineLimit = 16 << 20

  /// Counts the lines answered so far.
  private(set) var number = 0

  private let input: StandardInput
  private var buffer: UnsafeMutablePointer<UInt8>
  private static let usualCapacity = 256 << 10
  private var capacity = usualCapacity
  /// The unread part is `start..<end`; up to `searched` it holds no line feed.
  private var start = 0
  private var searched = 0
  private var end = 0
  private var isSkipping = false

  init(_ input: StandardInput) {
    self.input = input
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  /// The next whole line that has been read, if there is one.
  func next() -> Line? {
    guard let feed = memchr(buffer + searched, 0x0A, end - searched) else {
      searched = end
      if end - start > Self.lineLimit { isSkipping = true }
      if isSkipping { (start, searched, end) = (0, 0, 0) }
      return nil
    }
    let length = feed - UnsafeMutableRawPointer(buffer + start)
    let line = UnsafeBufferPointer(start: buffer + start, count: length)
    start += length + 1
    searched = start
    return answer(line)
  }

  /// What is left when the input has ended without a line feed.
  func last() -> Line? {
    guard end > start || isSkipping else { return nil }
    defer { (start, searched, end) = (0, 0, 0) }
    return answer(UnsafeBufferPointer(start: buffer + start, count: end - start))
  }

  private func answer(_ line: UnsafeBufferPointer<UInt8>) -> Line {
    number += 1
    defer { isSkipping = false }
    return isSkipping || line.count > Self.lineLimit ? .tooLong : .text(line)
  }

  /// Reads once, waiting as long as it takes; false at the end of input.
  func fill() throws(SystemError) -> Bool {
    if start == end {
      (start, searched, end) = (0, 0, 0)
      if capacity > Self.usualCapacity { resize(to: Self.usualCapacity) }
    } else if capacity - end < min(capacity / 2, Self.usualCapacity) {
      makeRoom()
    }
    let count = try input.read(
      into: UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
    end += count
    return count > 0
  }

  private func makeRoom() {
    let most = Self.lineLimit + Self.usualCapacity
    resize(to: end - start > capacity / 2 ? min(capacity * 2, most) : capacity)
  }

  /// Moves what is unread to the front of a buffer of this size.
  private func resize(to target: Int) {
    let count = end - start
    let room = target == capacity ? buffer : UnsafeMutablePointer<UInt8>.allocate(capacity: target)
    memmove(room, buffer + start, count)
    if target != capacity { buffer.deallocate() }
    (buffer, capacity) = (room, target)
    (start, searched, end) = (0, searched - start, count)
  }
}
