import Synchronization
import Glibc

/// What one thread of a test waits for and another opens.
final class Gate: Sendable {
  private let isOpen = Atomic(false)

  func open() { isOpen.store(true, ordering: .releasing) }

  func wait() {
    while !isOpen.load(ordering: .acquiring) { usleep(2000) }
  }
}
