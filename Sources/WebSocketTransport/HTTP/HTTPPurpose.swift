/// What an HTTP request is sent for.
enum HTTPPurpose {
  case document
  /// CONNECT: a success ends with its head, whatever that says of a body (RFC 9110 §9.3.6).
  case tunnel
  case webSocket

  /// Whether `status` is what was wanted; any other is a refusal, whose body is read for its words.
  func isMet(by status: Int) -> Bool {
    switch self {
    case .document, .tunnel: (200..<300).contains(status)
    case .webSocket: status == 101
    }
  }
}
