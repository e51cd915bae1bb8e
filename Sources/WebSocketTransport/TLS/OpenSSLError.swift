import COpenSSL
import Glibc

/// OpenSSL's error queue of this thread, emptied.
enum OpenSSLError {
  /// The reason of the oldest error, in lower case, and nothing left in the queue.
  static func take() -> (reason: Int32, text: String)? {
    let code = ERR_get_error()
    guard code != 0 else { return nil }
    ERR_clear_error()
    let reason = aai_error_reason(code)
    // What the system refused has no words of OpenSSL's: its reason is an errno.
    let text =
      ERR_reason_error_string(code).map { String(cString: $0) }
      ?? strerror(reason).map { String(cString: $0).lowercased() } ?? "error \(code)"
    return (reason, text)
  }

  static func takeText() -> String { take()?.text ?? "unknown reason" }
}
