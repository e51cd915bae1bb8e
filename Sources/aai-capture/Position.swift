/// Where a running device is, by its own clock.
struct Position: Sendable, Equatable {
  /// When this was so.
  let time: Duration
  /// How long the frame that will be read next has been waiting by then.
  let waiting: Duration

  /// When the frame that will be read next was captured.
  var next: Duration { time - waiting }
}
