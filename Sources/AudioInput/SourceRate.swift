/// Whether a source speaks in real time: such a one has to be waited for again and again.
public struct SourceRate: Sendable {
  private var reads = 0
  private var waits = 0

  public init() {}

  /// Notes one read.
  ///
  /// - Parameter waited: How long it took for audio to be there.
  public mutating func note(waited: Duration) {
    reads += 1
    if waited > .milliseconds(1) { waits += 1 }
    // An hour of a fast source must not outweigh for an hour what it does now.
    if reads >= 4096 {
      reads /= 2
      waits /= 2
    }
  }

  /// Whether most reads had to wait. A few are needed before anything can be said, since the first
  /// waits for the source to start.
  public var isLive: Bool { reads > 4 && waits * 2 > reads }
}
