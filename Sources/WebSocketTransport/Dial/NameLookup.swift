import Glibc
import ToolSupport

/// `getaddrinfo(3)` on a thread of its own, since it may block for ten seconds and more.
final class NameLookup {
  enum Outcome: Sendable {
    /// IPv6 and IPv4 by turns, beginning with IPv6 (RFC 8305 §4).
    case found([SocketAddress])
    case failed(reason: String, isTemporary: Bool)
  }

  private var watch: Watch?

  /// Asks for the addresses of `host`; `done` is told on `loop`, unless `cancel()` comes first.
  init(
    _ host: String, port: Int, _ family: AddressFamily, on loop: EventLoop,
    _ done: @escaping (Outcome) -> Void
  ) throws(SystemError) {
    let inbox = try Inbox<Outcome>()
    watch = inbox.open(on: loop) { [unowned self] outcome in
      cancel()
      done(outcome)
    }
    do throws(SystemError) {
      try Thread.attempt(stackSize: 512 * 1024) {
        inbox.post(Self.ask(host, port: port, family))
      }
    } catch {
      cancel()
      throw error
    }
  }

  deinit { cancel() }

  func cancel() {
    watch?.cancel()
    watch = nil
  }

  private static func ask(_ host: String, port: Int, _ family: AddressFamily) -> Outcome {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_family =
      switch family {
      case .any: AF_UNSPEC
      case .ipv4: AF_INET
      case .ipv6: AF_INET6
      }
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, String(port), &hints, &list)
    guard code == 0 else {
      let reason =
        code == EAI_SYSTEM
        ? "\(SystemError())" : String(cString: gai_strerror(code)).lowercasedFirst
      return .failed(reason: reason, isTemporary: code == EAI_AGAIN)
    }
    defer { freeaddrinfo(list) }
    var found: (ipv4: [SocketAddress], ipv6: [SocketAddress]) = ([], [])
    var entry = list
    while let info = entry?.pointee {
      let address = SocketAddress(info.ai_addr, length: info.ai_addrlen)
      switch info.ai_family {
      case AF_INET: found.ipv4.append(address)
      case AF_INET6: found.ipv6.append(address)
      default: break
      }
      entry = info.ai_next
    }
    let count = max(found.ipv4.count, found.ipv6.count)
    return .found(
      (0..<count).flatMap {
        found.ipv6.dropFirst($0).prefix(1) + found.ipv4.dropFirst($0).prefix(1)
      })
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
