/// Now, on both clocks: one to wait by, one to tell others.
public struct Moment: Sendable {
  /// Monotonic, from any origin: a change of the wall clock must fire and lengthen nothing.
  public var uptime: Duration
  /// Since 1970.
  public var wall: Duration

  public init(uptime: Duration, wall: Duration) {
    self.uptime = uptime
    self.wall = wall
  }
}
