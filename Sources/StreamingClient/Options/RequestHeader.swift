public import ArgumentParser
import ToolSupport
public import WebSocketTransport

/// `Name: value`, for a request.
public struct RequestHeader: ExpressibleByArgument, Sendable {
  public let name: String
  public let value: String

  /// What a connection is made of, and so not the user's.
  private static let reserved: Set = [
    "connection", "upgrade", "content-length", "transfer-encoding", "te", "trailer",
  ]

  /// `nil` for what RFC 9110 §5 allows in no header, no name or controls, and for one of the
  /// connection's own.
  public init?(argument: String) {
    guard let colon = argument.firstIndex(of: ":") else { return nil }
    let name = argument[..<colon]
    let value = argument[argument.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
    let isToken = name.utf8.allSatisfy {
      $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0)
    }
    guard !name.isEmpty, isToken, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 9 })
    else { return nil }
    let folded = name.lowercased()
    guard !Self.reserved.contains(folded), !folded.hasPrefix("sec-websocket-") else { return nil }
    self.name = String(name)
    self.value = String(value)
  }

  /// The fields of a request: those that are given take the place of the program's own.
  public static func fields(
    _ own: [(name: String, value: String)], given: [RequestHeader]
  ) -> HTTPFields {
    HTTPFields(own).overlaid(with: HTTPFields(given.map { ($0.name, $0.value) }))
  }

  /// Says who asks, as every request does.
  public static var userAgent: (name: String, value: String) {
    ("User-Agent", "aai-tools/\(Version.current)")
  }
}
