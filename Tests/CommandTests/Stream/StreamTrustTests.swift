import AAIProtocol
import Glibc
import TestKit
import Testing

/// Whom the user tells the client to trust, and whom to let read along.
@Suite("aai-stream: trust")
struct StreamTrustTests {
  private func run(
    _ server: ServeFixture, _ arguments: [String] = [], _ environment: [String: String?] = [:]
  ) async throws -> Finished {
    try await Program.run(
      "aai-stream", ["-u", server.url.text] + arguments,
      environment: Stream.environment.merging(environment) { $1 },
      input: Stream.silence(milliseconds: 100))
  }

  private func server(of certificates: Certificates) async throws -> ServeFixture {
    let pair = try await certificates.issue("IP:127.0.0.1")
    return try await ServeFixture(["--cert", pair.certificate, "--key", pair.key])
  }

  @Test("authorities are named by an option or by the environment, as a file or as a folder")
  func stores() async throws {
    let certificates = try await Certificates()
    let server = try await server(of: certificates)
    let (hashed, empty) = (try TemporaryFolder(), try TemporaryFolder())
    try hashed.write("authority.pem", certificates.folder.read(certificates.authority))
    #expect(try await Program.run("openssl", ["rehash", hashed.path]).status == 0)
    let other = try await Certificates()
    for (arguments, environment, status): ([String], [String: String?], Int32) in [
      (["--capath", hashed.path], [:], 0),
      (["--capath", empty.path], [:], 77),
      (["--capath", empty.path, "--cacert", certificates.authority], [:], 0),
      (["--capath", empty.path], ["SSL_CERT_DIR": hashed.path], 77),
      (["--capath", empty.path + "/absent"], [:], 78),
      ([], ["SSL_CERT_DIR": hashed.path], 0),
      ([], ["SSL_CERT_FILE": certificates.authority], 0),
      (["--cacert", other.authority], ["SSL_CERT_FILE": certificates.authority], 77),
      ([], ["SSL_CERT_FILE": hashed.path + "/absent"], 78),
    ] {
      let run = try await run(server, arguments, environment)
      #expect(run.status == status, "\(arguments) \(environment): \(run.errors)")
    }
  }

  @Test(
    "the system's own authorities are believed, whether in a hashed folder or in a bundle",
    .enabled { try await PrivateNames.arePossible() },
    arguments: [true, false])
  func system(isHashed: Bool) async throws {
    let certificates = try await Certificates()
    let server = try await server(of: certificates)
    let system = try TemporaryFolder()
    // Debian's bundle is in the folder; OpenSSL's own name for it, cert.pem, leads there.
    let name = isHashed ? "authority.pem" : "ca-certificates.crt"
    try system.write(name, certificates.folder.read(certificates.authority))
    if isHashed {
      #expect(try await Program.run("openssl", ["rehash", system.path]).status == 0)
    }
    let script = "mount --bind \(system.path) /etc/ssl/certs && exec \"$@\""
    let run = try await Program.run(
      "unshare",
      ["-rm", "sh", "-c", script, "sh", Program.folder + "/aai-stream", "-u", server.url.text],
      environment: Stream.environment, input: Stream.silence(milliseconds: 100))
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("session keys are written where SSLKEYLOGFILE says, for their owner alone, with a warning")
  func keyLog() async throws {
    let certificates = try await Certificates()
    let server = try await server(of: certificates)
    let log = certificates.folder.path + "/keys"
    let arguments = ["--cacert", certificates.authority]
    let run = try await run(server, arguments, ["SSLKEYLOGFILE": log])
    #expect(run.status == 0)
    #expect(
      run.errors == "aai-stream: warning: session keys are written to \(log) (SSLKEYLOGFILE)\n")
    let lines = String(decoding: try certificates.folder.read(log), as: UTF8.self)
    #expect(lines.contains(#/(?m)^CLIENT_TRAFFIC_SECRET_0 [0-9a-f]{64} [0-9a-f]+$/#))
    var status = stat()
    stat(log, &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("session keys that can be written nowhere are no reason to wait or to fail")
  func unwritableKeyLog() async throws {
    let certificates = try await Certificates()
    let server = try await server(of: certificates)
    let fifo = certificates.folder.path + "/fifo"
    mkfifo(fifo, 0o600)
    for (path, says) in [
      ("", ""), (certificates.folder.path + "/absent/keys", "no such file or directory"),
      (fifo, "no such device or address"),
    ] {
      let run = try await run(
        server, ["--cacert", certificates.authority], ["SSLKEYLOGFILE": path])
      #expect(run.status == 0)
      #expect(
        run.errors
          == (says.isEmpty ? "" : "aai-stream: warning: \(path): \(says) (SSLKEYLOGFILE)\n"))
    }
  }
}
