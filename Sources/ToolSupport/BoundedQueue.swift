import Glibc

/// A queue between a thread that blocks and one that must not: its size is bounded, and either side
/// may wait for the other.
public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  // Unchecked: everything below is touched only with `mutex` held.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var elements: [Element] = []
  private var isClosed = false
  private let capacity: Int

  public init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Adds an element, waiting for room; whether the queue was empty before.
  @discardableResult
  public func push(_ element: Element) -> Bool {
    locked {
      while elements.count >= capacity && !isClosed { pthread_cond_wait(changed, mutex) }
      elements.append(element)
      pthread_cond_broadcast(changed)
      return elements.count == 1
    }
  }

  /// Adds an element whatever the capacity; how many there are now.
  @discardableResult
  public func pushAnyway(_ element: Element) -> Int {
    locked {
      elements.append(element)
      pthread_cond_broadcast(changed)
      return elements.count
    }
  }

  /// Takes the first element, waiting for it; `nil` once the queue is closed and empty.
  public func pop() -> Element? {
    locked {
      while elements.isEmpty && !isClosed { pthread_cond_wait(changed, mutex) }
      guard !elements.isEmpty else { return nil }
      pthread_cond_broadcast(changed)
      return elements.removeFirst()
    }
  }

  public var count: Int { locked { elements.count } }

  /// Lets every waiting side go; what is in the queue can still be taken.
  public func close() {
    locked {
      isClosed = true
      pthread_cond_broadcast(changed)
    }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}
