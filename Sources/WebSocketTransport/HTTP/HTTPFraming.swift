/// What says where the body of a message ends (RFC 9112 §6.3).
enum HTTPFraming: Equatable {
  case length(Int)
  case chunked
  /// The end of the connection.
  case connection

  /// That of a message with these fields; refused where two readers could differ about it.
  init(_ fields: HTTPFields, isRequest: Bool) throws(HTTPViolation) {
    let lengths = fields["Content-Length"]
    guard fields.contains("Transfer-Encoding") else {
      guard let length = lengths.first else {
        self = isRequest ? .length(0) : .connection
        return
      }
      guard lengths.count == 1, let number = Self.number(length) else { throw .contentLength }
      self = .length(number)
      return
    }
    guard lengths.isEmpty else { throw .twoLengths }
    let codings = fields["Transfer-Encoding"].filter { !$0.isEmpty }.joined(separator: ",")
      .split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    let isChunked = codings.last?.isSameName(as: "chunked") == true
    if isRequest {
      guard isChunked, !codings.dropLast().contains(where: { $0.isSameName(as: "chunked") }) else {
        throw .transferEncoding
      }
    }
    self = isChunked ? .chunked : .connection
  }

  private static func number(_ text: String) -> Int? {
    text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int(text) : nil
  }
}
