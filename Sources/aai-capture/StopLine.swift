import Glibc

/// Wakes a thread out of `poll(2)`, once and for good.
struct StopLine: Sendable {
  /// Readable from the moment the line is pulled.
  let descriptor: CInt
  private let handle: CInt

  init() {
    var ends: [CInt] = [-1, -1]
    // Without descriptors there is no device to capture from either, and that error says more.
    _ = pipe(&ends)
    (descriptor, handle) = (ends[0], ends[1])
  }

  var isPulled: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  func pull() { _ = write(handle, [1], 1) }
}
