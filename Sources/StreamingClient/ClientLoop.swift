public import NIOCore
import NIOPosix
import ToolSupport

/// The one event loop of a client.
public enum ClientLoop {
  /// Starts it, on a thread of its own.
  public static func start() -> any EventLoop {
    // NIO has no other answer than a trap where there is no thread.
    Thread.probe()
    return MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
  }
}
