@testable import WebSocketTransport

/// What comes of bytes that a client reads as an answer.
enum HTTPReading: Equatable {
  case whole(HTTPResponse, rest: [UInt8])
  /// More is waited for; the answer so far.
  case waiting(HTTPResponse?)
  case refused(HTTPViolation)

  /// - Parameters:
  ///   - size: Bytes of a piece in which they come.
  ///   - isEnd: Whether the connection ends behind them.
  init(
    _ bytes: [UInt8], for purpose: HTTPPurpose = .document, inPiecesOf size: Int = .max,
    isEnd: Bool = false
  ) {
    var reader = HTTPResponseReader(for: purpose)
    do throws(HTTPViolation) {
      var unread = bytes[...]
      while !unread.isEmpty {
        try reader.receive(unread.prefix(size))
        unread = unread.dropFirst(size)
      }
      if isEnd { try reader.end() }
    } catch {
      self = .refused(error)
      return
    }
    if let response = reader.response, reader.isWhole {
      self = .whole(response, rest: reader.rest)
    } else {
      self = .waiting(reader.response)
    }
  }

  init(
    _ text: String, for purpose: HTTPPurpose = .document, inPiecesOf size: Int = .max,
    isEnd: Bool = false
  ) {
    self.init(Array(text.utf8), for: purpose, inPiecesOf: size, isEnd: isEnd)
  }

  var isWhole: Bool { if case .whole = self { true } else { false } }

  var response: HTTPResponse? {
    switch self {
    case .whole(let response, _): response
    case .waiting(let response): response
    case .refused: nil
    }
  }

  var violation: HTTPViolation? {
    if case .refused(let violation) = self { violation } else { nil }
  }
}
