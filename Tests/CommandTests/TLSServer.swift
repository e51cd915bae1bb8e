import TestKit

/// `openssl s_server` on a free port, which shows what it was sent.
final class TLSServer: Sendable {
  let program: Program
  let port: Int

  init(_ pair: Certificates.Pair, _ options: [String] = []) async throws {
    program = try Program(
      "openssl",
      ["s_server", "-accept", "127.0.0.1:0", "-cert", pair.certificate, "-key", pair.key]
        + options)
    port = try await program.output.wait { text in
      text.firstMatch(of: /ACCEPT 127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.output.1) }
    }
  }

  /// Ends it; all it has shown.
  func stop() async throws -> String {
    program.signal(15)
    try await program.wait()
    return program.output.text
  }
}
