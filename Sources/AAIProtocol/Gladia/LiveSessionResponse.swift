/// The service's answer to a request for a Gladia live v2 session.
public struct LiveSessionResponse: Sendable {
  public var id: String
  /// The WebSocket to talk to, with a token of its own in it: whoever has it has the session.
  public var url: ServiceURL

  /// `nil` for anything but an object with an id and a WebSocket's URL.
  public init?(parsing body: String) {
    guard let json = try? JSONValue(parsing: body), let id = json["id"]?.string,
      let url = json["url"]?.string.flatMap({ ServiceURL($0) }),
      url.scheme == .ws || url.scheme == .wss
    else { return nil }
    self.id = id
    self.url = url
  }
}

/// What the service says when it grants no session.
public struct LiveRefusal: Sendable {
  public var message: String
  /// What is wrong with the request, field by field.
  public var validationErrors: [String]

  /// `nil` for a body that is not the service's own, such as a proxy's page.
  public init?(parsing body: String) {
    guard let json = try? JSONValue(parsing: body), let message = json["message"]?.string else {
      return nil
    }
    self.message = message
    validationErrors = json["validation_errors"]?.array?.compactMap(\.string) ?? []
  }

  /// All of it on one line.
  public var words: String {
    ([message] + validationErrors).joined(separator: "; ")
  }
}
