import ArgumentParser

/// `127.0.0.1:8765`, `[::1]:0`, `:9000`, `9000`.
struct ListenAddress: ExpressibleByArgument, Equatable {
  var host: String
  var port: Int

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    let colon = argument.lastIndex(of: ":")
    let digits = colon.map { argument[argument.index(after: $0)...] } ?? argument[...]
    guard let port = Int(digits), (0...65_535).contains(port) else { return nil }
    self.port = port
    var host = colon.map { argument[..<$0] } ?? ""
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    self.host = host.isEmpty ? "127.0.0.1" : host == "localhost" ? "127.0.0.1" : String(host)
  }

  var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") }

  var text: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

  var defaultValueDescription: String { text }
}
