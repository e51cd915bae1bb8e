/// A run against a service as a value that is told what happens and answers what to do.
///
/// AssemblyAI streaming v3 and Gladia live v2 differ in their messages; sockets, files and clocks
/// are driven the same way for both.
public protocol SessionMachine: Sendable {
  /// Begins the run.
  mutating func start(at now: Moment) -> [SessionAction]

  /// Takes what happened and answers what to do now, in order.
  mutating func handle(_ input: SessionInput, at now: Moment) -> [SessionAction]

  /// Whether the next stretch of audio should be read now.
  var wantsAudio: Bool { get }

  /// When `tick` is due at the latest.
  var nextDeadline: Duration? { get }
}

extension StreamSession: SessionMachine {}
