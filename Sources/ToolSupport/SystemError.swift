public import Glibc

/// An `errno` worth showing to a person.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  public var code: CInt

  public init(code: CInt = errno) {
    self.code = code
  }

  /// The C library's own words, first letter in lower case: `no space left on device`.
  public var description: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    let text = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
