import Glibc

/// A socket of 127.0.0.1 that connections are taken from one by one.
public final class RawListener: Sendable {
  public let port: Int
  private let descriptor: CInt

  public init() throws {
    let descriptor = Pipe.withSpawning {
      socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(descriptor, name, length) + listen(descriptor, 8)
          + getsockname(descriptor, name, &length)
      }
    }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
    guard code == 0 else { throw Failed("no socket to listen on: \(errno)") }
  }

  deinit { close(descriptor) }

  /// Lets a waiting `next()` go.
  public func stop() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  /// Blocks until the next connection has come; its descriptor, or `nil` once stopped.
  public func next() -> CInt? {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, -1)
    let accepted = take()
    return accepted >= 0 ? accepted : nil
  }

  private func take() -> CInt {
    // No program may be started between the two steps, for it would inherit the socket.
    Pipe.withSpawning { [descriptor] in
      let accepted = Glibc.accept(descriptor, nil, nil)
      _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
      return accepted
    }
  }

  /// Waits for the next connection.
  public func accept(within deadline: Duration = .seconds(60)) async throws -> RawConnection {
    let end = ContinuousClock.now + deadline
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 0) == 0 {
      guard .now < end else { throw Failed("nobody has connected to port \(port)") }
      try await Task.sleep(for: .milliseconds(2))
    }
    let accepted = take()
    guard accepted >= 0 else { throw Failed("accept: \(errno)") }
    return RawConnection(owning: accepted)
  }
}
