import Glibc
import Synchronization

/// A TCP connection to this machine that says exactly what a test wants it to say.
public final class RawConnection: Sendable {
  private let descriptor: CInt
  private let writing: Pipe.End
  /// Everything the peer has sent; it ends when the peer closes.
  public let received: Collector

  /// - Parameter receiveBuffer: With it nothing is ever read, and the kernel holds about so many bytes.
  public convenience init(port: Int, receiveBuffer: Int? = nil) throws {
    self.init(
      owning: try Self.connectedSocket(port: port, receiveBuffer: receiveBuffer),
      reads: receiveBuffer == nil)
  }

  /// A socket that is connected to `port` of this machine and that no child inherits.
  public static func connectedSocket(port: Int, receiveBuffer: Int? = nil) throws -> CInt {
    let socket = Pipe.withSpawning {
      let descriptor = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      return descriptor
    }
    if var size = receiveBuffer.map(CInt.init) {
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      let reason = errno
      close(socket)
      throw Failed("connect to port \(port): \(reason)")
    }
    return socket
  }

  init(owning socket: CInt, reads: Bool = true) {
    // The collector closes its descriptor by itself; this one is ours until the end.
    let own = Pipe.withSpawning { fcntl(socket, F_DUPFD_CLOEXEC, 0) }
    descriptor = own
    writing = Pipe.End(descriptor: own)
    received = Collector(reading: reads ? socket : nil)
    if !reads { close(socket) }
  }

  deinit { shutdown(descriptor, CInt(SHUT_RDWR)) }

  /// Whether the peer was still there.
  @discardableResult
  public func send(_ bytes: some Collection<UInt8>) -> Bool { writing.write(bytes) }

  @discardableResult
  public func send(_ text: String) -> Bool { writing.write(text) }

  /// Ends the connection at once, both ways.
  public func cut() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  /// Waits until the peer has closed, and answers all it said.
  public func untilClosed(within deadline: Duration = .seconds(60)) async throws -> String {
    try await received.finish(by: .now + deadline)
    return received.text
  }
}

extension Pipe {
  /// Runs `body` while no child is being started, which would inherit what it opens.
  public static func withSpawning<Result: Sendable>(_ body: () -> Result) -> Result {
    spawning.withLock { _ in body() }
  }
}
