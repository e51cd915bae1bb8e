import Glibc
import TestKit

/// A TCP socket on a port of its own that waits for connections.
final class Listener: Sendable {
  let port: Int
  private let descriptor: CInt

  init() throws {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
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
    guard code == 0 else { throw Failed("no socket to listen on: \(errno)") }
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }

  /// Lets a waiting `accept` go, and with it the thread that holds the server.
  func stop() { shutdown(descriptor, CInt(SHUT_RDWR)) }

  /// The next connection; `nil` once stopped.
  func accept() -> Peer? {
    // No program may be started between the two steps, for it would inherit the socket.
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, -1)
    let peer = Pipe.withSpawning {
      let peer = Glibc.accept(descriptor, nil, nil)
      _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
      return peer
    }
    return peer >= 0 ? Peer(descriptor: peer) : nil
  }
}
