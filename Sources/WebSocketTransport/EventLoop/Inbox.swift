import CLinux
import Glibc
import Synchronization
public import ToolSupport

/// A queue into an event loop from other threads.
///
/// The descriptor behind it is closed when neither the loop nor a thread holds the inbox any more.
public final class Inbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let descriptor: CInt

  public init() throws(SystemError) {
    descriptor = aai_eventfd()
    guard descriptor >= 0 else { throw SystemError() }
  }

  deinit { close(descriptor) }

  /// Adds a message, from any thread.
  public func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    var one: UInt64 = 1
    _ = write(descriptor, &one, MemoryLayout.size(ofValue: one))
  }

  /// Calls `receive` on `loop` with every message, in order, until the watch is cancelled.
  public func open(on loop: EventLoop, _ receive: @escaping (Message) -> Void) -> Watch {
    loop.watch(descriptor, for: .reading) { [self] in
      var count: UInt64 = 0
      _ = read(descriptor, &count, MemoryLayout.size(ofValue: count))
      for message in takeAll() { receive(message) }
    }
  }

  private func takeAll() -> [Message] {
    messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
