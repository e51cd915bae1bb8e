/// How the audio arrives, about every five seconds where the session asked for it.
public struct Heartbeat: Sendable, Equatable {
  public var audioReceived: Duration
  public var sessionDuration: Duration
  /// Near 1; above, audio comes too fast, below, the service starves.
  public var realtimeFactor: Double
  /// 0 to 1.
  public var speechProbability: Double

  public init(
    audioReceived: Duration, sessionDuration: Duration, realtimeFactor: Double,
    speechProbability: Double
  ) {
    self.audioReceived = audioReceived
    self.sessionDuration = sessionDuration
    self.realtimeFactor = realtimeFactor
    self.speechProbability = speechProbability
  }

  public var json: JSONValue {
    .members(
      ("type", "Heartbeat"), ("total_audio_received_ms", .init(audioReceived.milliseconds)),
      ("total_duration_ms", .init(sessionDuration.milliseconds)),
      ("realtime_factor", .init(realtimeFactor)),
      ("max_speech_probability", .init(speechProbability)))
  }
}

extension Heartbeat {
  init(_ fields: EventFields) {
    self.init(
      audioReceived: .milliseconds(fields[.audioReceived].int ?? 0),
      sessionDuration: .milliseconds(fields[.totalDuration].int ?? 0),
      realtimeFactor: fields[.realtimeFactor].double ?? 0,
      speechProbability: fields[.speechProbability].double ?? 0)
  }
}
