import Glibc
import TestKit

/// A name server that hears questions and answers none.
final class SilentResolver: Sendable {
  let address: String
  private let descriptor: CInt

  /// On an address of its own, since the port must be that of DNS; it takes root.
  init() throws {
    let address = "127.53.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
    self.address = address
    descriptor = Pipe.withSpawning {
      socket(AF_INET, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(53).bigEndian
    name.sin_addr.s_addr = inet_addr(address)
    let code = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failed("no name server on \(address): \(errno)") }
  }

  deinit { close(descriptor) }

  /// Waits for a question.
  func asked() async throws {
    let end = ContinuousClock.now + .seconds(60)
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, 0) == 0 {
      guard .now < end else { throw Failed("nobody has asked \(address)") }
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}
