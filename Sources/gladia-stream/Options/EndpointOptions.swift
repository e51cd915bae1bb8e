import AAIProtocol
import ArgumentParser
import Glibc
import ToolSupport

/// Which Gladia server is asked.
struct EndpointOptions: ParsableArguments {
  enum Region: String, ExpressibleByArgument, CaseIterable {
    case usWest = "us-west"
    case euWest = "eu-west"
  }

  @Option(
    name: .shortAndLong,
    help: "The service to ask, without its path. (default: $GLADIA_URL or https://api.gladia.io)")
  var url: String?

  @Option(help: "Have the audio heard in a region: us-west or eu-west.")
  var region: Region?

  /// Where sessions are asked for.
  func endpoint() throws(Failure) -> ServiceURL {
    let text = url ?? getenv("GLADIA_URL").map { String(cString: $0) } ?? "https://api.gladia.io"
    guard var base = ServiceURL(text), base.scheme == .http || base.scheme == .https,
      base.query == nil
    else {
      throw Failure(.usage, "'\(text)' is no http:// or https:// URL")
    }
    if base.target.hasSuffix("/") { base.target.removeLast() }
    base.target += "/v2/live"
    if let region { base.target += "?region=\(region.rawValue)" }
    return base
  }
}
