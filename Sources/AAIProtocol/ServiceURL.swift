/// An absolute `ws`, `wss`, `http` or `https` URL, taken apart far enough to dial it.
public struct ServiceURL: Sendable, Equatable {
  public enum Scheme: String, Sendable {
    case ws, wss, http, https
  }

  public var scheme: Scheme
  /// A name or an address; an IPv6 address without its brackets.
  public var host: String
  public var port: Int
  /// Path and query, from the first slash on; at least `/`.
  public var target: String

  /// `nil` for another scheme, an empty host, a port out of range, user information, a fragment, white space or controls.
  public init?(_ text: String) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#"),
      let colon = text.firstRange(of: "://"),
      let scheme = Scheme(rawValue: text[..<colon.lowerBound].lowercased())
    else { return nil }
    let rest = text[colon.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    guard let (host, port) = Self.split(rest[..<end]) else { return nil }
    self.scheme = scheme
    self.host = host
    self.port = port ?? (scheme == .wss || scheme == .https ? 443 : 80)
    target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
  }

  /// `host`, `host:port`, `[v6]` or `[v6]:port`.
  private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
    guard !authority.contains("@") else { return nil }
    var host = authority
    var port: Substring?
    if authority.hasPrefix("[") {
      guard let bracket = authority.firstIndex(of: "]") else { return nil }
      host = authority[authority.index(after: authority.startIndex)..<bracket]
      let rest = authority[authority.index(after: bracket)...]
      if !rest.isEmpty {
        guard rest.hasPrefix(":") else { return nil }
        port = rest.dropFirst()
      }
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
      guard !host.contains(":") else { return nil }
    }
    guard !host.isEmpty else { return nil }
    guard let port, !port.isEmpty else { return (String(host), nil) }
    guard let number = Int(port), (1...65_535).contains(number) else { return nil }
    return (String(host), number)
  }

  public var usesTLS: Bool { scheme == .wss || scheme == .https }

  private var defaultPort: Int { usesTLS ? 443 : 80 }

  /// Host and port as a `Host` header and a message have them: brackets back, no default port.
  public var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == defaultPort ? name : "\(name):\(port)"
  }

  /// Host and port, the port always said: `CONNECT` and error messages.
  public var hostAndPort: String {
    (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
  }

  /// The whole URL again.
  public var text: String { "\(scheme.rawValue)://\(authority)\(target)" }

  public var path: Substring { target.prefix { $0 != "?" } }

  /// What follows the question mark, if there is one.
  public var query: Substring? {
    target.firstIndex(of: "?").map { target[target.index(after: $0)...] }
  }

  /// Whether the host is this machine, so that nothing sent to it crosses a network.
  public var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || host == "::1"
      || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
  }
}
