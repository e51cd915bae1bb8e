public import NIOCore

/// How a run gets its connections, one after the other.
public struct Connector {
  /// Opens the next connection; `install` adds the run's handler to it before its first message.
  public typealias Connect = (
    _ install: @escaping (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel>

  let connect: Connect

  public init(_ connect: @escaping Connect) {
    self.connect = connect
  }
}
