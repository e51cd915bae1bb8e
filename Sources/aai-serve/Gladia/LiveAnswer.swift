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

  static func report(_ ticket: GrantedSession) -> ServerReply { .json(200, item(ticket)) }

  /// What is known of a session, with every field that Gladia's own clients read.
  private static func item(_ ticket: GrantedSession) -> JSONValue {
    let account = ticket.run?.account
    let status =
      if account == nil { "queued" } else if account?.error != nil { "error" } else {
        account?.result == nil ? "processing" : "done"
      }
    let created = RFC3339.text(ticket.createdAt)
    return .members(
      ("id", .string(ticket.id)), ("request_id", .string("G-" + ticket.id.prefix(8))),
      ("version", 2), ("kind", "live"), ("status", .string(status)),
      ("created_at", .string(created)),
      ("completed_at", ticket.run?.endedAt.map { .string(RFC3339.text($0)) } ?? .null),
      ("custom_metadata", ticket.configuration.customMetadata ?? .null),
      ("post_session_metadata", .object([])),
      ("error_code", account?.error == nil ? .null : 500),
      ("file", file(ticket)), ("request_params", ticket.configuration.parameters),
      ("result", account?.result ?? .null))
  }

  private static func file(_ ticket: GrantedSession) -> JSONValue {
    guard let account = ticket.run?.account else { return .null }
    return .members(
      ("id", .string(ticket.id)), ("filename", .null), ("source", .null),
      ("audio_duration", .seconds(account.audioMilliseconds / 1000)),
      ("number_of_channels", .init(ticket.configuration.format.channels)))
  }

  /// One page of the sessions, the newest first.
  ///
  /// - Parameter base: Where the client has found this server.
  static func list(_ tickets: [GrantedSession], query: Substring, base: String) -> ServerReply {
    let pieces = query.split(separator: "&")
    let numbers = SessionParameters(query: query)
    let limit = min(max(numbers["limit"].flatMap(Int.init) ?? 20, 1), 100)
    let offset = max(numbers["offset"].flatMap(Int.init) ?? 0, 0)
    // Named once for each status that is wanted.
    let wanted = Set(pieces.filter { $0.hasPrefix("status=") }.map { $0.dropFirst(7) })
    let items = tickets.reversed().map(item).filter { item in
      wanted.isEmpty || wanted.contains { $0 == item["status"]?.string ?? "" }
    }
    let filters = pieces.filter { !$0.hasPrefix("limit=") && !$0.hasPrefix("offset=") }
    func page(_ offset: Int) -> JSONValue {
      let query = filters + ["limit=\(limit)", "offset=\(offset)"]
      return .string("\(base)/v2/live?" + query.joined(separator: "&"))
    }
    let isLast = offset + limit >= items.count
    return .json(
      200,
      [
        "first": page(0), "current": page(offset), "next": isLast ? .null : page(offset + limit),
        "items": .array(Array(items.dropFirst(offset).prefix(limit))),
      ])
  }
}
