/// A certification authority of a test's own and what it has signed, made with the `openssl` command.
public struct Certificates: Sendable {
  public let folder: TemporaryFolder
  /// The authority's certificate.
  public let authority: String

  /// A certificate and its key.
  public struct Pair: Sendable {
    public let certificate: String
    public let key: String
  }

  public init() async throws {
    folder = try TemporaryFolder()
    authority = folder.path + "/authority.pem"
    try await Self.openssl(
      "req -x509 -nodes -days 30 -subj /CN=Testers -addext basicConstraints=critical,CA:TRUE "
        + "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout \(folder.path)/authority.key "
        + "-out \(authority)")
  }

  /// Signs a certificate for `names`: `DNS:localhost,IP:127.0.0.1`.
  ///
  /// - Parameter days: From now; a negative number has passed.
  public func issue(_ names: String, days: Int = 10) async throws -> Pair {
    let base = folder.path + "/\(Int.random(in: 0..<Int.max))"
    let extensions = base + ".ext"
    try folder.write(
      extensions.split(separator: "/").last.map(String.init) ?? "", "subjectAltName=\(names)\n")
    try await Self.openssl(
      "req -nodes -subj /CN=Tested -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
        + "-keyout \(base).key -out \(base).csr")
    try await Self.openssl(
      "x509 -req -in \(base).csr -CA \(authority) -CAkey \(folder.path)/authority.key "
        + "-CAcreateserial -days \(days) -extfile \(extensions) -out \(base).pem")
    return Pair(certificate: base + ".pem", key: base + ".key")
  }

  /// A certificate that vouches for itself.
  public func selfSigned(_ names: String) async throws -> Pair {
    let base = folder.path + "/self"
    try await Self.openssl(
      "req -x509 -nodes -days 30 -subj /CN=Itself -addext subjectAltName=\(names) "
        + "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout \(base).key -out \(base).pem")
    return Pair(certificate: base + ".pem", key: base + ".key")
  }

  private static func openssl(_ arguments: String) async throws {
    let run = try await Program.run(
      "openssl", arguments.split(separator: " ").map(String.init))
    guard run.status == 0 else { throw Failed("openssl \(arguments): \(run.errors)") }
  }
}
