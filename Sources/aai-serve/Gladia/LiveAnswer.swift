import AAIProtocol
import WebSocketTransport

/// Gladia's answers over HTTP.
enum LiveAnswer {
  static func refusal(
    _ refusal: LiveConfiguration.Refusal, to request: ServerRequest, at wall: Duration
  ) -> ServerReply {
    let errors = refusal.validationErrors.map { JSONValue.string($0) }
    return .json(
      refusal.status,
      .members(
        ("timestamp", .string(RFC3339.text(wall))), ("path", .string(String(request.path))),
        ("request_id", .string("G-" + SessionID.random().prefix(8))),
        ("statusCode", .init(refusal.status)), ("message", .string(refusal.message)),
        ("validation_errors", errors.isEmpty ? nil : .array(errors))))
  }

  static func granted(_ ticket: GrantedSession, webSocket base: String) -> ServerReply {
    .json(
      201,
      [
        "id": .string(ticket.id), "created_at": .string(RFC3339.text(ticket.createdAt)),
        "url": .string("\(base)/v2/live?token=\(ticket.token)"),
      ])
  }

  static func report(_ ticket: GrantedSession) -> ServerReply {
    let account = ticket.run?.account
    let status =
      if account == nil { "queued" } else if account?.error != nil { "error" } else {
        account?.result == nil ? "processing" : "done"
      }
    return .json(
      200,
      .members(
        ("id", .string(ticket.id)), ("kind", "live"), ("status", .string(status)),
        ("created_at", .string(RFC3339.text(ticket.createdAt))),
        ("custom_metadata", ticket.configuration.customMetadata ?? .null),
        ("error_code", account?.error == nil ? .null : 500),
        ("result", account?.result ?? .null)))
  }
}
