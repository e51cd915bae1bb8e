public import AAIProtocol

/// An HTTP proxy that is asked for a tunnel with CONNECT.
public struct Proxy: Sendable, Equatable {
  /// Its `target` is not used.
  public var url: ServiceURL
  /// `user:password`, percent-decoded, for basic authentication.
  public var credentials: String?

  public init(url: ServiceURL, credentials: String? = nil) {
    self.url = url
    self.credentials = credentials
  }
}
