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
    help:
      "The service to ask, without its path. (default: $GLADIA_API_URL or https://api.gladia.io)")
  var url: String?

  @Option(
    help: "Have the audio heard in a region: us-west or eu-west. (default: $GLADIA_REGION)")
  var region: Region?

  @Option(
    help: ArgumentHelp(
      "Join the session that another process was granted, by its WebSocket's URL.",
      valueName: "url"))
  var join: String?

  func validate() throws {
    if join != nil, url != nil || region != nil {
      throw ValidationError("--join excludes --url and --region")
    }
  }

  /// The WebSocket of a session that was granted to another process; `nil` to ask for one.
  func session() throws(Failure) -> ServiceURL? {
    guard let join else { return nil }
    guard let url = ServiceURL(join), url.scheme == .ws || url.scheme == .wss else {
      throw Failure(.usage, "--join needs a ws:// or wss:// URL")
    }
    return url
  }

  /// Where sessions are asked for.
  func endpoint() throws(Failure) -> ServiceURL {
    let text =
      url ?? inherited("GLADIA_API_URL") ?? inherited("GLADIA_URL") ?? "https://api.gladia.io"
    guard var base = ServiceURL(text), base.query == nil else {
      throw Failure(.usage, "'\(text)' is no http:// or https:// URL")
    }
    // The service's own clients take either, since the same host has both.
    base.scheme = base.usesTLS ? .https : .http
    if base.target.hasSuffix("/") { base.target.removeLast() }
    base.target += "/v2/live"
    let usual = region == nil ? try usualRegion() : nil
    if let region = region ?? usual { base.target += "?region=\(region.rawValue)" }
    return base
  }

  private func usualRegion() throws(Failure) -> Region? {
    guard let name = inherited("GLADIA_REGION") else { return nil }
    guard let region = Region(rawValue: name) else {
      throw Failure(.usage, "GLADIA_REGION must be us-west or eu-west, not '\(name)'")
    }
    return region
  }

  private func inherited(_ variable: String) -> String? {
    getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
