import CLinux
import Glibc
import ToolSupport

/// Waits for descriptors and deadlines on one thread, around one `poll(2)`.
///
/// Everything it calls runs on the thread that calls `run()`, so nothing here is Sendable. Other
/// threads reach it through an `Inbox`.
public final class EventLoop {
  private var watches: [Watch] = []
  /// The next one due last.
  private var timers: [Timer] = []
  private var entries: [pollfd] = []
  private var isStopped = false
  /// Where sockets are read into before it is known what the bytes are: a TLS record's length.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

  public init() {}

  deinit { scratch.deallocate() }

  /// Calls `ready` whenever `descriptor` is ready for what the watch is interested in, or has failed.
  public func watch(
    _ descriptor: CInt, for interest: Interest, _ ready: @escaping () -> Void
  ) -> Watch {
    let watch = Watch(descriptor, interest, ready)
    watches.append(watch)
    return watch
  }

  /// Calls `action` once, after `delay`; behind everything that is ready now if it is zero.
  @discardableResult
  public func schedule(after delay: Duration, _ action: @escaping () -> Void) -> Timer {
    schedule(at: MonotonicClock.now + delay, action)
  }

  /// Calls `action` once, at `due` on the monotonic clock.
  @discardableResult
  public func schedule(at due: Duration, _ action: @escaping () -> Void) -> Timer {
    let timer = Timer(due, action)
    // Timers with the same deadline run in the order in which they were set.
    var (low, high) = (0, timers.count)
    while low < high {
      let middle = (low + high) / 2
      if timers[middle].due <= due { high = middle } else { low = middle + 1 }
    }
    timers.insert(timer, at: low)
    return timer
  }

  /// Runs until `stop()`.
  public func run() {
    isStopped = false
    while !isStopped {
      fireTimers()
      guard !isStopped else { return }
      wait()
    }
  }

  /// Lets `run()` return after what it is calling just now.
  public func stop() { isStopped = true }

  private func fireTimers() {
    guard !timers.isEmpty else { return }
    let now = MonotonicClock.now
    // One that is set by another counts from the next turn on, or nothing else would have its turn.
    var due: [Timer] = []
    while let next = timers.last, next.due <= now { due.append(timers.removeLast()) }
    for timer in due where !isStopped { timer.fire() }
  }

  private func wait() {
    watches.removeAll(where: \.isCancelled)
    timers.removeAll(where: \.isCancelled)
    entries.removeAll(keepingCapacity: true)
    for watch in watches { entries.append(watch.entry) }
    let count = poll()
    guard count > 0 else { return }
    for (entry, watch) in zip(entries, watches) where entry.revents != 0 {
      if isStopped { return }
      watch.report()
    }
  }

  private func poll() -> CInt {
    guard let due = timers.last?.due else {
      return aai_poll(&entries, UInt(entries.count), nil)
    }
    let (seconds, attoseconds) = max(due - MonotonicClock.now, .zero).components
    var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    return aai_poll(&entries, UInt(entries.count), &timeout)
  }
}
