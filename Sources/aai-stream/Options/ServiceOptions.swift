import AAIProtocol
import ArgumentParser
import Glibc
import ToolSupport

/// Which AssemblyAI server is dialled.
struct ServiceOptions: ParsableArguments {
  enum Region: String, ExpressibleByArgument, CaseIterable {
    case us, eu
  }

  @Option(
    name: .shortAndLong,
    help: "The WebSocket to dial instead, as it is. (default: $AAI_URL or the service's own)")
  var url: String?

  @Option(help: "Keep the sound within a data zone: us or eu.")
  var region: Region?

  func validate() throws {
    if url != nil && region != nil {
      throw ValidationError("--url and --region exclude each other")
    }
  }

  /// The URL without the session's parameters.
  func base() throws(Failure) -> ServiceURL {
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
