/// Somebody has begun to speak: comes right before the first `Turn` of a turn.
public struct SpeechStarted: Sendable, Equatable {
  public var timestamp: AudioTime
  /// 0 to 1.
  public var confidence: Double?

  public init(timestamp: AudioTime, confidence: Double? = nil) {
    self.timestamp = timestamp
    self.confidence = confidence
  }

  public var json: JSONValue {
    .members(
      ("type", "SpeechStarted"), ("timestamp", .init(timestamp.milliseconds)),
      ("confidence", confidence.map { .init($0) }))
  }
}

extension SpeechStarted {
  init(_ fields: EventFields) throws(UnusableEvent) {
    guard let time = fields[.timestamp].int else {
      throw UnusableEvent("SpeechStarted", .timestamp)
    }
    self.init(timestamp: AudioTime(milliseconds: time), confidence: fields[.confidence].double)
  }
}
