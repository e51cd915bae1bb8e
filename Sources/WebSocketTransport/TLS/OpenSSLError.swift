import COpenSSL

/// OpenSSL's error queue of this thread, emptied.
enum OpenSSLError {
  /// The reason of the oldest error, in lower case, and nothing left in the queue.
  static func take() -> (reason: Int32, text: String)? {
    let code = ERR_get_error()
    guard code != 0 else { return nil }
    ERR_clear_error()
    let text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
    return (aai_error_reason(code), text)
  }

  static func takeText() -> String { take()?.text ?? "unknown reason" }
}
