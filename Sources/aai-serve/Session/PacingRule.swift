/// How far a client may run ahead: the service works through audio at 1.25 times real time and
/// closes when more than five minutes wait.
enum PacingRule {
  static let speed = 1.25
  static let secondsInWaiting = 300.0

  /// - Parameters:
  ///   - audio: Seconds received so far.
  ///   - elapsed: Seconds since the session began.
  static func check(audio: Double, elapsed: Double) throws(SessionError) {
    if audio - speed * elapsed > secondsInWaiting {
      throw .tooFast(audio: audio, elapsed: elapsed)
    }
  }
}
