import Glibc
import ToolSupport
import WebSocketTransport

/// Where a throw-away certificate lies: `ca.pem` for clients to trust, `cert.pem` and `key.pem` for
/// the server.
struct CertificateDirectory {
  let path: String

  var authority: String { path + "/ca.pem" }
  var certificate: String { path + "/cert.pem" }
  var key: String { path + "/key.pem" }

  /// Makes a new one for this machine's names and the address listened on, in place of an older one.
  func write(for host: String) throws(Failure) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw Failure(.io, "\(path): \(SystemError())") }
    var names = ["localhost", "127.0.0.1", "::1"]
    if !names.contains(host) { names.append(host) }
    let made: EphemeralAuthority
    do throws(TLSFailure) {
      made = try EphemeralAuthority(for: names)
    } catch {
      throw Failure(.internalError, "cannot make a certificate: \(error)")
    }
    try write(made.authority, to: authority, mode: 0o644)
    try write(made.chain, to: certificate, mode: 0o644)
    try write(made.key, to: key, mode: 0o600)
  }

  private func write(_ text: String, to path: String, mode: mode_t) throws(Failure) {
    // Anew, so that the mode of an older file does not stay.
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Failure(.io, "\(path): \(SystemError())") }
    defer { close(descriptor) }
    do throws(StandardStream.WriteFailure) {
      try StandardStream(descriptor: descriptor).write(text)
    } catch {
      throw Failure(.io, "\(path): cannot be written")
    }
  }
}
