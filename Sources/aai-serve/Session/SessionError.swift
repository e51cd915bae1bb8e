import AAIProtocol

/// What ends a session against the client's will: the code of the Close frame and the text of the
/// `Error` frame before it, in AssemblyAI's words.
struct SessionError: Error, Equatable, Sendable {
  var code: UInt16
  var text: String

  /// The reason of every Close frame that follows an `Error`.
  static let closeReason = "See Error message for details"

  static let missingCredentials = unauthorized("Missing Authorization header")
  static let invalidKey = unauthorized("Invalid API key")
  static let expiredToken = unauthorized("Signature has expired")
  static let tooManySessions = unauthorized("Too many concurrent sessions")
  static let cancelled = SessionError(code: 3005, text: "Session Cancelled: An error occurred")
  static let expired = SessionError(
    code: 3008, text: "Session Expired: Maximum session duration exceeded")

  private static func unauthorized(_ reason: String) -> SessionError {
    SessionError(code: 1008, text: "Unauthorized Connection: \(reason)")
  }

  static func invalid(_ violation: ParameterViolation) -> SessionError {
    SessionError(code: 3006, text: violation.serviceText)
  }

  static func inactive(seconds: Int) -> SessionError {
    SessionError(
      code: 3006,
      text:
        "Session terminated due to inactivity: No messages received for \(seconds) seconds")
  }

  static func wrongDuration(milliseconds: Double) -> SessionError {
    SessionError(
      code: 3007,
      text:
        "Input Duration Error: Input Duration Violation: \(milliseconds) ms. Expected between 50 and 1000 ms"
    )
  }

  static func tooFast(audio: Double, elapsed: Double) -> SessionError {
    SessionError(
      code: 3007,
      text:
        "Audio Transmission Rate Exceeded: Received \(audio.rounded(toDigits: 2)) sec. audio in \(elapsed.rounded(toDigits: 2)) sec"
    )
  }

  static func malformed(_ malformed: ClientMessage.Malformed, _ text: String) -> SessionError {
    switch malformed {
    case .invalidJSON(let error):
      SessionError(
        code: 3006,
        text: "User Input Validation Error: Invalid JSON: \(error.serviceText(in: text))")
    case .notAnObject: SessionError(code: 3006, text: "Invalid Message: \(text)")
    }
  }

  static func unknownMessage(_ type: String?) -> SessionError {
    SessionError(code: 3006, text: "Invalid Message Type: \(type ?? "None")")
  }

  /// An example of each code a service may close with, for a fault that was asked for.
  static func example(code: UInt16) -> SessionError? {
    switch code {
    case 1008: invalidKey
    case 3005: cancelled
    case 3006: inactive(seconds: 30)
    case 3007: wrongDuration(milliseconds: 20)
    case 3008: expired
    case 3009: SessionError(code: 3009, text: tooManySessions.text)
    // These close without an `Error` frame.
    default: nil
    }
  }

  /// The reason of a Close frame that no `Error` comes before, in the words of version 2 where it is
  /// one of its codes.
  static func reason(code: UInt16) -> String {
    switch code {
    case 1013: "Temporary server condition forced blocking client's request"
    case 4000: "Sample rate must be a positive integer"
    case 4001: "Not Authorized"
    case 4002: "Insufficient Funds"
    case 4003: "This feature is paid-only and requires you to add a credit card."
    case 4004: "Session Not Found"
    case 4008: "Session Expired"
    case 4010: "Session Previously Closed"
    case 4029: "Client sent audio too fast"
    case 4030: "Session is handled by another websocket"
    case 4031: "Session idle for too long"
    case 4032: "Audio duration is too short"
    case 4033: "Audio duration is too long"
    case 4034: "Audio too small to transcode"
    case 4100: "Endpoint received invalid JSON"
    case 4101: "Endpoint received a message with an invalid schema"
    case 4102: "This account has exceeded the number of allowed streams"
    case 4103: "The session has been reconnected. This websocket is no longer valid."
    case 4104: "Word boost could not be parsed"
    default: ""
    }
  }
}

extension JSONSyntaxError {
  /// The error as Python's `json` module, which the service is built on, words it.
  func serviceText(in text: String) -> String {
    let words =
      switch reason {
      case "expected a key": "Expecting property name enclosed in double quotes"
      case "expected a colon": "Expecting ':' delimiter"
      case "expected a comma or a brace", "expected a comma or a bracket":
        "Expecting ',' delimiter"
      case "text after the end of the value": "Extra data"
      case "unterminated string": "Unterminated string starting at"
      case "control character in a string": "Invalid control character at"
      case "unknown escape": "Invalid \\escape"
      default: "Expecting value"
      }
    let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars
    let line = before.count { $0 == "\n" } + 1
    let column = before.reversed().prefix { $0 != "\n" }.count + 1
    return "\(words): line \(line) column \(column) (char \(before.count))"
  }
}
