extension ToolEvent {
  /// `nil` for a type that is none of the toolkit's, or that this version does not know.
  init?(type: String, _ fields: EventFields) {
    switch type {
    case "aai.latency":
      guard let order = fields[.turnOrder].int, let latency = fields[.latency].double else {
        return nil
      }
      self = .latency(
        Latency(
          turnOrder: order, latency: .ofSeconds(latency / 1000) ?? .zero,
          receivedAt: fields[.receivedAt].string ?? ""))
    case "aai.reconnecting":
      self = .reconnecting(
        Reconnecting(
          reason: fields[.reason].string ?? "", code: fields[.code].int,
          attempt: fields[.attempt].int ?? 0, delay: .milliseconds(fields[.delay].int ?? 0)))
    case "aai.resumed":
      self = .resumed(
        Resumed(
          session: fields[.session].int ?? 0, id: fields[.id].string ?? "",
          audioOffset: AudioTime(milliseconds: fields[.audioOffset].int ?? 0),
          replayed: .milliseconds(fields[.replayed].int ?? 0),
          lost: .milliseconds(fields[.lost].int ?? 0)))
    case "aai.closed":
      self = .closed(
        Closed(
          code: fields[.code].int, reason: fields[.reason].string ?? "",
          isClean: fields[.clean].bool ?? false, audio: .milliseconds(fields[.audio].int ?? 0),
          sessions: fields[.sessions].int ?? 0))
    case "aai.listening":
      guard let url = fields[.url].string else { return nil }
      self = .listening(url: url)
    default: return nil
    }
  }
}
