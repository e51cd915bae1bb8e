public import ArgumentParser
import ToolSupport

/// `Name: value`, for a request.
public struct RequestHeader: ExpressibleByArgument, Sendable {
  public let name: String
  public let value: String

  /// `nil` for what RFC 9110 §5 allows in no header: no name, controls.
  public init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":") else { return nil }
    let name = argument[..<colon]
    let value = argument[argument.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    let isToken = name.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0)
    }
    guard !name.isEmpty, isToken, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 9 })
    else { return nil }
    self.name = String(name)
    self.value = String(value)
  }

  public var field: (name: String, value: String) { (name, value) }

  /// Says who asks, as every request does.
  public static var userAgent: (name: String, value: String) {
    ("User-Agent", "aai-tools/\(Version.current)")
  }
}
