/// A session has been granted.
public struct Begin: Sendable, Equatable {
  /// The session's name at the service.
  public var id: String
  /// When the session ends at the latest, in Unix seconds.
  public var expiresAt: Int?
  /// What the service applied of what was asked; older servers do not say.
  public var configuration: Configuration?

  public struct Configuration: Sendable, Equatable {
    /// The newest version of the interface, which requests and sessions name.
    public static let newestAPIVersion = "2025-05-12"

    public var model: String?
    public var mode: String?
    public var apiVersion: String?
    public var speakerLabels: Bool
    public var redactPII: Bool
    public var filterProfanity: Bool
    public var domain: String?
    public var voiceFocus: String?

    public init(
      model: String?, mode: String? = nil, apiVersion: String? = newestAPIVersion,
      speakerLabels: Bool = false, redactPII: Bool = false, filterProfanity: Bool = false,
      domain: String? = nil, voiceFocus: String? = nil
    ) {
      self.model = model
      self.mode = mode
      self.apiVersion = apiVersion
      self.speakerLabels = speakerLabels
      self.redactPII = redactPII
      self.filterProfanity = filterProfanity
      self.domain = domain
      self.voiceFocus = voiceFocus
    }

    public var json: JSONValue {
      .members(
        ("model", .init(model)), ("mode", .init(mode)), ("api_version", .init(apiVersion)),
        ("speaker_labels", .bool(speakerLabels)), ("redact_pii", .bool(redactPII)),
        ("filter_profanity", .bool(filterProfanity)), ("domain", .init(domain)),
        ("voice_focus", .init(voiceFocus)))
    }
  }

  public init(id: String, expiresAt: Int?, configuration: Configuration?) {
    self.id = id
    self.expiresAt = expiresAt
    self.configuration = configuration
  }

  public var json: JSONValue {
    .members(
      ("type", "Begin"), ("id", .string(id)), ("expires_at", expiresAt.map { .init($0) }),
      ("configuration", configuration?.json))
  }
}

extension Begin {
  init(_ fields: EventFields) throws(UnusableEvent) {
    guard let id = fields[.id].string else { throw UnusableEvent("Begin", .id) }
    self.init(
      id: id, expiresAt: fields[.expiresAt].int,
      configuration: Configuration(fields[.configuration]))
  }
}

extension Begin.Configuration {
  init?(_ slice: JSONSlice) {
    guard slice.isObject else { return nil }
    self.init(model: nil, apiVersion: nil)
    slice.forEachMember { key, value in
      if key.reads("model") {
        model = value.string
      } else if key.reads("mode") {
        mode = value.string
      } else if key.reads("api_version") {
        apiVersion = value.string
      } else if key.reads("speaker_labels") {
        speakerLabels = value.bool ?? false
      } else if key.reads("redact_pii") {
        redactPII = value.bool ?? false
      } else if key.reads("filter_profanity") {
        filterProfanity = value.bool ?? false
      } else if key.reads("domain") {
        domain = value.string
      } else if key.reads("voice_focus") {
        voiceFocus = value.string
      }
    }
  }
}
