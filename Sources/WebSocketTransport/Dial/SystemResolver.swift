import Glibc
import NIOCore
import NIOPosix

/// `getaddrinfo(3)` on a thread of its own, since it may block for ten seconds and more.
final class SystemResolver: Resolver, Sendable {
  private let family: AddressFamily
  private let ipv4: EventLoopPromise<[SocketAddress]>
  private let ipv6: EventLoopPromise<[SocketAddress]>

  init(_ family: AddressFamily, on eventLoop: any EventLoop) {
    self.family = family
    ipv4 = eventLoop.makePromise()
    ipv6 = eventLoop.makePromise()
  }

  func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
    ipv4.futureResult
  }

  /// Asks for both kinds at once.
  func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
    let question = Question(resolver: self, host: host, port: port)
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        let question = Unmanaged<Question>.fromOpaque(context!).takeRetainedValue()
        question.resolver.answer(question)
        return nil
      }, Unmanaged.passRetained(question).toOpaque())
    guard code == 0 else {
      fail(host, reason: String(cString: strerror(code)), isTemporary: true)
      return ipv6.futureResult
    }
    pthread_detach(thread)
    return ipv6.futureResult
  }

  func cancelQueries() {}

  private final class Question {
    let resolver: SystemResolver
    let host: String
    let port: Int

    init(resolver: SystemResolver, host: String, port: Int) {
      self.resolver = resolver
      self.host = host
      self.port = port
    }
  }

  private func answer(_ question: Question) {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    hints.ai_family =
      switch family {
      case .any: AF_UNSPEC
      case .ipv4: AF_INET
      case .ipv6: AF_INET6
      }
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(question.host, String(question.port), &hints, &list)
    guard code == 0 else {
      let reason =
        code == EAI_SYSTEM ? String(cString: strerror(errno)) : String(cString: gai_strerror(code))
      return fail(question.host, reason: reason, isTemporary: code == EAI_AGAIN)
    }
    defer { freeaddrinfo(list) }
    var found: (ipv4: [SocketAddress], ipv6: [SocketAddress]) = ([], [])
    var entry = list
    while let info = entry?.pointee {
      let address = UnsafeRawPointer(info.ai_addr)!
      switch info.ai_family {
      case AF_INET:
        found.ipv4.append(
          SocketAddress(address.load(as: sockaddr_in.self), host: question.host))
      case AF_INET6:
        found.ipv6.append(
          SocketAddress(address.load(as: sockaddr_in6.self), host: question.host))
      default: break
      }
      entry = info.ai_next
    }
    ipv6.succeed(found.ipv6)
    ipv4.succeed(found.ipv4)
  }

  private func fail(_ host: String, reason: String, isTemporary: Bool) {
    let failure = DialFailure.unresolved(
      host: host, reason: reason.prefix(1).lowercased() + reason.dropFirst(),
      isTemporary: isTemporary)
    ipv6.fail(failure)
    ipv4.fail(failure)
  }
}
