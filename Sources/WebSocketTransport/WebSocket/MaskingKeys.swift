import COpenSSL

/// Fresh masking keys, many at a time (RFC 6455 §5.3).
struct MaskingKeys {
  private var words: [UInt32] = []

  /// A key nobody can foretell.
  mutating func next() -> MaskingKey {
    if words.isEmpty {
      words = [UInt32](repeating: 0, count: 64)
      let code = words.withUnsafeMutableBytes { bytes in
        RAND_bytes(bytes.bindMemory(to: UInt8.self).baseAddress, CInt(bytes.count))
      }
      // Without randomness nothing may be sent, TLS or not.
      precondition(code == 1, "no random numbers: \(OpenSSLError.takeText())")
    }
    return MaskingKey(word: words.removeLast())
  }
}
