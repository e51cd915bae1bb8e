import CLinux
import Glibc
import ToolSupport

/// Fresh masking keys, many at a time (RFC 6455 §5.3).
struct MaskingKeys {
  private var words: [UInt32] = []

  /// A key nobody can foretell.
  mutating func next() -> MaskingKey {
    if words.isEmpty {
      words = [UInt32](repeating: 0, count: 64)
      // As many as the kernel gives in one piece whatever happens (getrandom(2)).
      let count = words.withUnsafeMutableBytes { getrandom($0.baseAddress, $0.count, 0) }
      // Without randomness nothing may be sent, TLS or not.
      precondition(count == words.count * 4, "no random numbers: \(SystemError(code: errno))")
    }
    return MaskingKey(word: words.removeLast())
  }
}
