public import AAIProtocol
public import ToolSupport
public import WebSocketTransport

/// A key or a token, and nothing that would ever print it.
public struct Credential: Sendable, CustomStringConvertible, CustomReflectable {
  /// The value for the service's header.
  public let secret: String

  public init(secret: String) { self.secret = secret }

  /// Refuses to let it travel where everybody on the way could read it: without TLS it may not leave
  /// this machine, not even for a proxy that would bring it back.
  public func check(
    _ url: ServiceURL, through proxy: Proxy?, isInsecure: Bool
  ) throws(Failure) {
    let staysHere = url.isLoopback && proxy?.url.isLoopback != false
    guard url.usesTLS || staysHere || isInsecure else {
      throw Failure(
        .usage, "\(url.hostAndPort) has no TLS, so the key would be sent for all to read",
        hint: "use \(url.scheme.rawValue)s://, or --insecure to send it all the same")
    }
  }

  public var description: String { "<credential>" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
