import AAIProtocol
import COpenSSL

/// The opening handshake's proof that the answer belongs to the question (RFC 6455 §4.1, §4.2.2).
public enum WebSocketKey {
  /// A fresh `Sec-WebSocket-Key`: sixteen random bytes in base64.
  public static func random() -> String {
    var keys = MaskingKeys()
    return Base64.text((0..<4).flatMap { _ in withUnsafeBytes(of: keys.next().word, Array.init) })
  }

  /// The `Sec-WebSocket-Accept` that answers `key`.
  public static func accept(for key: String) -> String {
    let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
    var digest = [UInt8](repeating: 0, count: 20)
    var count = digest.count
    EVP_Q_digest(nil, "SHA1", nil, text, text.count, &digest, &count)
    return Base64.text(digest)
  }
}
