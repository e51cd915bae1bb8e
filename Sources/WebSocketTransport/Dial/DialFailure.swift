/// Why there is no connection.
public enum DialFailure: Error, Sendable {
  /// No address for the host; the resolver's own words.
  case unresolved(host: String, reason: String, isTemporary: Bool)
  /// Every address refused or was out of reach; the last one's reason.
  case unreachable(hostAndPort: String, reason: String)
  case timedOut(hostAndPort: String, stage: Stage)
  case tls(TLSFailure, hostAndPort: String)
  /// The proxy did not open a tunnel.
  case proxy(hostAndPort: String, HTTPResponse)
  /// Bytes followed the proxy's answer though nothing had been sent through the tunnel yet.
  case strayBytes(proxy: String)
  /// The server answered the upgrade with something other than 101.
  case refused(HTTPResponse, hostAndPort: String)
  /// The server's 101 breaks RFC 6455 §4.1.
  case badUpgrade(String)
  /// What came back is no HTTP.
  case notHTTP(hostAndPort: String, reason: String)
  /// The connection ended before there was an answer.
  case closedByPeer(hostAndPort: String)

  /// How far a dial had come.
  public enum Stage: String, Sendable {
    case resolving = "looking up the name"
    case connecting = "connecting"
    case tunnelling = "waiting for the proxy"
    case handshaking = "waiting for TLS"
    case upgrading = "waiting for the answer to the upgrade"
  }
}
