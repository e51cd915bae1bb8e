/// One text frame of an AssemblyAI streaming v3 server.
public enum ServerEvent: Sendable, Equatable {
  case begin(Begin)
  case speechStarted(SpeechStarted)
  case turn(Turn)
  case speakerRevision(SpeakerRevision)
  case heartbeat(Heartbeat)
  case silence(Silence)
  case llmGatewayResponse(LLMGatewayResponse)
  case warning(ServiceWarning)
  case error(ServiceError)
  case termination(Termination)
  /// A type this version does not know, or a JSON text that is no event at all.
  case unknown(type: String?)
  /// A known type without a member it cannot do without.
  case unusable(UnusableEvent)

  /// Reads the bytes of one frame or line.
  public init(parsing line: some Sequence<UInt8>) throws(JSONSyntaxError) {
    let bytes = ContiguousArray(line)
    self = try bytes.withBytes { (bytes) throws(JSONSyntaxError) in
      ServerEvent(try EventFields(bytes))
    }
  }

  public init(parsing line: String) throws(JSONSyntaxError) {
    try self.init(parsing: line.utf8)
  }
}

extension ServerEvent {
  package init(_ fields: EventFields) {
    do throws(UnusableEvent) {
      switch fields[.type].string {
      case "Turn": self = .turn(try Turn(fields))
      case "SpeechStarted": self = .speechStarted(try SpeechStarted(fields))
      case "Heartbeat": self = .heartbeat(Heartbeat(fields))
      case "Silence": self = .silence(try Silence(fields))
      case "Begin": self = .begin(try Begin(fields))
      case "Termination": self = .termination(Termination(fields))
      case "SpeakerRevision": self = .speakerRevision(try SpeakerRevision(fields))
      case "Error": self = .error(try ServiceError(fields))
      case "Warning": self = .warning(try ServiceWarning(fields))
      case "LLMGatewayResponse": self = .llmGatewayResponse(LLMGatewayResponse(fields))
      case nil where fields[.error].isString && !fields[.type].isPresent:
        // Older servers leave the type out.
        self = .error(try ServiceError(fields))
      case let type: self = .unknown(type: type)
      }
    } catch {
      self = .unusable(error)
    }
  }
}

extension ServerEvent {
  /// As the service writes it; `nil` for what is only read, never written.
  public var json: JSONValue? {
    switch self {
    case .begin(let event): event.json
    case .speechStarted(let event): event.json
    case .turn(let event): event.json
    case .speakerRevision(let event): event.json
    case .heartbeat(let event): event.json
    case .silence(let event): event.json
    case .warning(let event): event.json
    case .error(let event): event.json
    case .termination(let event): event.json
    case .llmGatewayResponse, .unknown, .unusable: nil
    }
  }
}
