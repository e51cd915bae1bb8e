import ArgumentParser
import ToolSupport
import WebSocketTransport

struct ListenOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init("Listen here; port 0 takes a free one.", valueName: "addr:port"))
  var listen = ListenAddress(host: "127.0.0.1", port: 8765)

  @Option(
    help: .init("Speak TLS with this certificate chain (PEM).", valueName: "file"),
    completion: .file(extensions: ["pem", "crt"]))
  var cert: String?

  @Option(
    help: .init("The private key to --cert (PEM).", valueName: "file"),
    completion: .file(extensions: ["pem", "key"]))
  var key: String?

  @Option(
    help: .init(
      "Speak TLS with a certificate made now; clients trust dir/ca.pem.", valueName: "dir"))
  var selfSigned: String?

  @Option(
    help: .init("Accept the keys in this file, one a line; else any key.", valueName: "file"),
    completion: .file())
  var apiKeyFile: String?

  func validate() throws {
    guard (cert == nil) == (key == nil) else {
      throw ValidationError("--cert and --key go together")
    }
    guard cert == nil || selfSigned == nil else {
      throw ValidationError("--cert and --self-signed exclude each other")
    }
    guard listen.isLoopback || apiKeyFile != nil else {
      throw ValidationError("an address that others can reach needs --api-key-file")
    }
  }

  /// `nil` without a certificate.
  func tls() throws(Failure) -> TLSContext? {
    let folder = selfSigned.map(CertificateDirectory.init)
    try folder?.write(for: listen.host)
    guard let cert = folder?.certificate ?? cert, let key = folder?.key ?? key else { return nil }
    do throws(TLSFailure) {
      return try TLSContext.server(certificate: cert, key: key)
    } catch {
      guard case .unusable(let path, let reason) = error else {
        throw Failure(.unavailable, "TLS: \(error)")
      }
      throw Failure(.noInput, "\(path): \(reason)")
    }
  }
}
