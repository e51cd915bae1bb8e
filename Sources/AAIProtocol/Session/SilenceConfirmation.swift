/// Audio that the service has had for so long without a word that there was none in it.
///
/// There are no acknowledgements: what a pong proves to have arrived, and brought no turn within the
/// time that any model needs, was silence, and needs neither keeping nor sending again.
struct SilenceConfirmation: Sendable {
  /// More than the slowest model takes from a word to its first partial.
  static let patience = Duration.seconds(10)

  private var pinged: Int?
  private var mark: (position: Int, at: Duration)?

  /// A ping leaves behind the audio up to `position`.
  mutating func pinged(at position: Int) { pinged = position }

  /// A turn has come, or another session.
  mutating func interrupt() {
    pinged = nil
    mark = nil
  }

  /// The ping was answered.
  ///
  /// - Returns: The position before which there was only silence, if that is certain now.
  mutating func confirmed(at now: Duration) -> Int? {
    defer { pinged = nil }
    if let mark {
      guard now - mark.at >= Self.patience else { return nil }
      self.mark = pinged.map { ($0, now) }
      return mark.position
    }
    mark = pinged.map { ($0, now) }
    return nil
  }
}
