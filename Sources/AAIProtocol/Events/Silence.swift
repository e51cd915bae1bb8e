/// A stretch in which nothing was transcribed, about once a second where the session asked for it.
///
/// A range can overlap audio that was already told as speech, since the service may hear half a
/// second again.
public struct Silence: Sendable, Equatable {
  /// Counted, as the times of words are, from the first sample of the session.
  public var start: AudioTime
  public var end: AudioTime

  public init(start: AudioTime, end: AudioTime) {
    self.start = start
    self.end = end
  }

  public var json: JSONValue {
    .members(
      ("type", "Silence"), ("start_ms", .init(start.milliseconds)),
      ("end_ms", .init(end.milliseconds)))
  }
}

extension Silence {
  init(_ fields: EventFields) throws(UnusableEvent) {
    guard let start = fields[.start].int else { throw UnusableEvent("Silence", .start) }
    guard let end = fields[.end].int else { throw UnusableEvent("Silence", .end) }
    self.init(start: AudioTime(milliseconds: start), end: AudioTime(milliseconds: end))
  }
}
