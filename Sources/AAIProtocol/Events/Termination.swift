/// The session is over and everything has been said.
public struct Termination: Sendable, Equatable {
  /// Rounded to whole seconds by the service.
  public var audioDuration: Duration?
  /// Rounded to whole seconds by the service; what is billed.
  public var sessionDuration: Duration?

  public init(audioDuration: Duration?, sessionDuration: Duration?) {
    self.audioDuration = audioDuration
    self.sessionDuration = sessionDuration
  }

  public var json: JSONValue {
    .members(
      ("type", "Termination"),
      ("audio_duration_seconds", audioDuration.map { .init($0.wholeSeconds) }),
      ("session_duration_seconds", sessionDuration.map { .init($0.wholeSeconds) }))
  }
}

extension Termination {
  init(_ fields: EventFields) {
    self.init(
      audioDuration: fields[.audioDuration].double.flatMap { .ofSeconds($0) },
      sessionDuration: fields[.sessionDuration].double.flatMap { .ofSeconds($0) })
  }
}

extension Duration {
  /// `nil` where the length is beyond any recording.
  static func ofSeconds(_ seconds: Double) -> Duration? {
    abs(seconds) < 1e12 ? .milliseconds((seconds * 1000).rounded()) : nil
  }

  fileprivate var wholeSeconds: Int { Int((Double(milliseconds) / 1000).rounded()) }
}
