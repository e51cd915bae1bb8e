import Glibc

/// A count that a thread waits for.
final class Semaphore: @unchecked Sendable {
  // `count` is touched under `lock` only; neither lock nor condition ever moves.
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var count = 0

  init() {
    lock = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    condition = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // The wall clock may be set while somebody waits; this one never is.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(lock)
    condition.deallocate()
    lock.deallocate()
  }

  func signal() {
    pthread_mutex_lock(lock)
    count += 1
    pthread_cond_signal(condition)
    pthread_mutex_unlock(lock)
  }

  func wait() { _ = wait { pthread_cond_wait(condition, lock) } }

  /// - Returns: Whether the count came before `deadline` did.
  func wait(until deadline: ContinuousClock.Instant) -> Bool {
    let left = max(.zero, ContinuousClock.now.duration(to: deadline))
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + Int(left / .nanoseconds(1))
    time.tv_sec += nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return wait { pthread_cond_timedwait(condition, lock, &time) }
  }

  private func wait(_ sleep: () -> CInt) -> Bool {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while count == 0 {
      if sleep() == ETIMEDOUT { return false }
    }
    count -= 1
    return true
  }
}
