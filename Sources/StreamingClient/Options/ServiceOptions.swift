public import AAIProtocol
public import ArgumentParser
import Glibc
public import ToolSupport

/// Which AssemblyAI server is asked.
public struct ServiceOptions: ParsableArguments {
  public enum Region: String, ExpressibleByArgument, CaseIterable, Sendable {
    case us, eu
  }

  @Option(
    name: .shortAndLong,
    help: "The WebSocket to dial instead, as it is. (default: $AAI_URL or the service's own)")
  var url: String?

  @Option(help: "Keep the audio within a data zone: us or eu.")
  var region: Region?

  public init() {}

  public func validate() throws {
    if url != nil && region != nil {
      throw ValidationError("--url and --region exclude each other")
    }
  }

  /// The WebSocket's URL without the session's parameters.
  public func base() throws(Failure) -> ServiceURL {
    let inherited = region == nil ? getenv("AAI_URL").map { String(cString: $0) } : nil
    guard let text = url ?? inherited else {
      let zone = region.map { "streaming.\($0.rawValue)" } ?? "streaming"
      return ServiceURL("wss://\(zone).assemblyai.com/v3/ws")!
    }
    guard let url = ServiceURL(text), url.scheme == .ws || url.scheme == .wss else {
      throw Failure(.usage, "'\(text)' is no ws:// or wss:// URL")
    }
    return url
  }
}

extension ServiceURL {
  /// Where the server of this WebSocket mints tokens.
  public func tokenEndpoint(expiresIn: Int, maxSessionDuration: Int?) -> ServiceURL {
    var url = self
    url.scheme = usesTLS ? .https : .http
    url.target = "/v3/token?expires_in_seconds=\(expiresIn)"
    if let maxSessionDuration {
      url.target += "&max_session_duration_seconds=\(maxSessionDuration)"
    }
    return url
  }
}
