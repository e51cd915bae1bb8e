import AAIProtocol
import Glibc
import ToolSupport
import WebSocketTransport

/// Which proxy leads to a URL, by the option or by the environment as curl reads it.
struct ProxyChoice {
  var option: String?
  /// A variable's value; a parameter, so that the rules can be tested.
  var variable: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }

  func proxy(for url: ServiceURL) throws(Failure) -> Proxy? {
    guard !isExempt(url.host) else { return nil }
    if let option { return option.isEmpty ? nil : try parse(option, from: "--proxy") }
    for name in names(for: url.scheme) + ["all_proxy", "ALL_PROXY"] {
      guard let value = value(of: name) else { continue }
      return try parse(value, from: name)
    }
    return nil
  }

  /// The upper-case HTTP_PROXY is not read, since a CGI program's caller could set it.
  private func names(for scheme: ServiceURL.Scheme) -> [String] {
    switch scheme {
    case .http: ["http_proxy"]
    case .https: ["https_proxy", "HTTPS_PROXY"]
    case .ws: ["ws_proxy", "WS_PROXY"] + names(for: .http)
    case .wss: ["wss_proxy", "WSS_PROXY"] + names(for: .https)
    }
  }

  /// An empty variable counts as none.
  private func value(of name: String) -> String? {
    variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  private func parse(_ text: String, from source: String) throws(Failure) -> Proxy {
    var rest = text[...]
    if let scheme = rest.firstRange(of: "://") {
      guard rest[..<scheme.lowerBound].lowercased() == "http" else {
        throw Failure(
          .usage, "\(source): only http:// proxies can be used", hint: "ssh -L opens a tunnel, too")
      }
      rest = rest[scheme.upperBound...]
    }
    var authority = rest.prefix { $0 != "/" }
    var credentials: String?
    if let at = authority.lastIndex(of: "@") {
      let pair = authority[..<at]
      // RFC 7617 wants the colon even where nothing follows it.
      credentials = String(pair).percentDecoded + (pair.contains(":") ? "" : ":")
      authority = authority[authority.index(after: at)...]
    }
    // Without a port, curl's default for proxies.
    let hasPort = authority.wholeMatch(of: /(\[.*\]|[^:\[\]]*):[0-9]+/) != nil
    guard let url = ServiceURL("http://\(authority)\(hasPort ? "" : ":1080")/") else {
      // The text may hold a password.
      throw Failure(.usage, "\(source) is not a proxy's URL")
    }
    return Proxy(url: url, credentials: credentials)
  }

  /// NO_PROXY: `*`, names with everything below them, addresses and CIDR blocks.
  private func isExempt(_ host: String) -> Bool {
    guard let list = value(of: "no_proxy") ?? value(of: "NO_PROXY") else { return false }
    if list == "*" { return true }
    let host = host.lowercased()
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    return list.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.contains { entry in
      if let address = IPAddress(name) { return IPAddress.block(entry, contains: address) }
      let bare = entry.hasPrefix(".") ? entry.dropFirst() : entry
      let suffix = bare.hasSuffix(".") ? bare.dropLast() : bare
      return !suffix.isEmpty && (name == suffix || name.hasSuffix("." + suffix))
    }
  }
}

/// An address as its bytes, four or sixteen.
private struct IPAddress {
  let bytes: [UInt8]

  init?(_ text: some StringProtocol) {
    var buffer = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, String(text), &buffer) == 1 {
      bytes = Array(buffer[..<4])
    } else if inet_pton(AF_INET6, String(text), &buffer) == 1 {
      bytes = buffer
    } else {
      return nil
    }
  }

  /// `10.0.0.0/8`, or an address alone.
  static func block(_ entry: Substring, contains address: IPAddress) -> Bool {
    let parts = entry.split(separator: "/", maxSplits: 1)
    guard let first = parts.first,
      let block = IPAddress(first.hasPrefix("[") ? first.dropFirst().dropLast() : first),
      block.bytes.count == address.bytes.count
    else { return false }
    guard parts.count == 2 else { return block.bytes == address.bytes }
    guard let length = Int(parts[1]), (0...block.bytes.count * 8).contains(length) else {
      return false
    }
    return (0..<length).allSatisfy { bit in
      let mask: UInt8 = 0x80 >> (bit % 8)
      return block.bytes[bit / 8] & mask == address.bytes[bit / 8] & mask
    }
  }
}
