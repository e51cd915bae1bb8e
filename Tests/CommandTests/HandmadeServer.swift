import Glibc
import Synchronization
import TestKit

/// A server that answers each request's head as a test says, each connection on a thread of its own.
final class HandmadeServer: Sendable {
  private let listener: RawListener
  private let heads = Mutex<[String]>([])

  /// - Parameter answer: Given the connection and the head of its request; the connection is closed once it returns.
  init(_ answer: @escaping @Sendable (inout Peer, String) -> Void) throws {
    listener = try RawListener()
    BlockingThread.start { [self] in
      while let peer = listener.peer() {
        BlockingThread.start { [self] in
          var peer = peer
          defer { peer.close() }
          guard let head = peer.head() else { return }
          heads.withLock { $0.append(head) }
          answer(&peer, head)
        }
      }
    }
  }

  /// Ends the listening, and with it the thread that holds the server.
  func stop() { listener.stop() }

  var port: Int { listener.port }
  var hostAndPort: String { "127.0.0.1:\(port)" }

  /// The heads of the requests so far.
  var requests: [String] { heads.withLock { $0 } }
}

extension Peer {
  func write(_ text: String) { write(Array(text.utf8)) }

  /// Reads until the client leaves.
  mutating func drain() {
    while read(1) != nil {}
  }

  /// Says no more, and hears the client out: to close now would be a reset, which overtakes what was said.
  mutating func leave() {
    shutdown(descriptor, CInt(SHUT_WR))
    drain()
  }

  /// Whether the client has ended the connection.
  var hasLeft: Bool {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN)
  }

  /// Carries bytes between this connection and a port of this machine until either side has ended.
  func tunnel(to port: Int) {
    guard let upstream = try? RawConnection.connectedSocket(port: port) else { return }
    defer { Glibc.close(upstream) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var ready = [descriptor, upstream].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      poll(&ready, 2, -1)
      for (from, to) in [(0, 1), (1, 0)] where ready[from].revents != 0 {
        let count = recv(ready[from].fd, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        _ = send(ready[to].fd, buffer, count, CInt(MSG_NOSIGNAL))
      }
    }
  }
}
