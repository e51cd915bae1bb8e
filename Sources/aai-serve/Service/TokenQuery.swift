import AAIProtocol
import WebSocketTransport

/// A request for a temporary token, checked as the service checks it.
struct TokenQuery {
  var key: String
  /// Seconds within which the token opens sessions.
  var lifetime: Int
  /// Seconds that a session opened with it may last.
  var sessionCap: Int

  init(_ request: ServerRequest) throws(Problem) {
    let query = SessionParameters(query: request.query)
    lifetime = try Self.integer("expires_in_seconds", in: query, 1...600, default: nil)
    sessionCap = try Self.integer(
      "max_session_duration_seconds", in: query, 60...10_800, default: 10_800)
    guard let header = request.fields["Authorization"].first else {
      throw Problem(
        place: ("header", "authorization"), type: "missing", message: "Field required",
        input: .null)
    }
    // This endpoint, unlike the WebSocket, also takes the usual scheme.
    key = header.hasPrefix("Bearer ") ? String(header.dropFirst(7)) : header
  }

  private static func integer(
    _ name: String, in query: SessionParameters, _ range: ClosedRange<Int>, default fallback: Int?
  ) throws(Problem) -> Int {
    let place = ("query", name)
    guard let text = query[name] else {
      if let fallback { return fallback }
      throw Problem(place: place, type: "missing", message: "Field required", input: .null)
    }
    guard let value = Int(text) else {
      throw Problem(
        place: place, type: "int_parsing",
        message: "Input should be a valid integer, unable to parse string as an integer",
        input: .string(text))
    }
    if value < range.lowerBound {
      throw Problem(
        place: place, type: "greater_than_equal",
        message: "Input should be greater than or equal to \(range.lowerBound)",
        input: .string(text), context: ["ge": JSONValue(range.lowerBound)])
    }
    if value > range.upperBound {
      throw Problem(
        place: place, type: "less_than_equal",
        message: "Input should be less than or equal to \(range.upperBound)",
        input: .string(text), context: ["le": JSONValue(range.upperBound)])
    }
    return value
  }

  /// What is wrong with a request, in the shape the service's web framework gives it.
  struct Problem: Error {
    var place: (kind: String, name: String)
    var type: String
    var message: String
    var input: JSONValue
    var context: JSONValue?

    var detail: JSONValue {
      var members: [(key: String, value: JSONValue)] = [
        ("type", .string(type)), ("loc", [.string(place.kind), .string(place.name)]),
        ("msg", .string(message)), ("input", input),
      ]
      if let context { members.append(("ctx", context)) }
      return ["detail": [.object(members)]]
    }
  }
}
