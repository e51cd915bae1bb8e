/// One line of the toolkit's NDJSON, from whichever program wrote it.
public enum EventLine: Sendable, Equatable {
  /// A frame of AssemblyAI, or one that nobody here knows.
  case server(ServerEvent)
  /// A program's own fact (`aai.…`).
  case tool(ToolEvent)
  /// A frame of Gladia.
  case live(LiveEvent)

  /// Reads the bytes of one line, with or without its end.
  public init(parsing line: some Sequence<UInt8>) throws(JSONSyntaxError) {
    let bytes = ContiguousArray(line)
    self = try bytes.withBytes { (bytes) throws(JSONSyntaxError) in
      EventLine(try EventFields(bytes))
    }
  }

  public init(parsing line: String) throws(JSONSyntaxError) {
    try self.init(parsing: line.utf8)
  }

  package init(_ fields: EventFields) {
    let type = fields[.type].string
    if let type, type.hasPrefix("aai."), let event = ToolEvent(type: type, fields) {
      self = .tool(event)
    } else if let type, let event = LiveEvent(type: type, fields) {
      self = .live(event)
    } else {
      self = .server(ServerEvent(fields))
    }
  }
}
