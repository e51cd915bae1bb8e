/// Where a session's zero lies on the clock of a whole stream, which may span several sessions.
///
/// A session that `aai.resumed` places lies where that says. One that simply begins lies behind all
/// that was heard before it, so that time never runs backward.
public struct SessionClock: Sendable {
  /// Counts the sessions, from 0 for events before the first `Begin`.
  public private(set) var session = 0
  /// The session's zero.
  public private(set) var offset = AudioTime.zero
  /// The end of the last word or of the audio, whichever is known to be later.
  public private(set) var reached = AudioTime.zero

  private var id: String?
  private var streamStart = AudioTime.zero
  private var streamHasEnded = false
  /// Whether the session is over.
  public private(set) var hasEnded = false

  public init() {}

  /// - Parameter id: `nil` if nobody knows.
  /// - Returns: Whether this is another session than the one before.
  @discardableResult
  public mutating func begin(id: String?) -> Bool {
    guard hasEnded || id == nil || id != self.id else { return false }
    self.id = id
    session += 1
    hasEnded = false
    offset = reached
    if streamHasEnded { streamStart = reached }
    streamHasEnded = false
    return true
  }

  /// - Returns: Whether this is another session than the one before; its `Begin` may already have
  ///   come.
  @discardableResult
  public mutating func resume(_ event: ToolEvent.Resumed) -> Bool {
    let isNew = begin(id: event.id)
    offset = streamStart + max(event.audioOffset, .zero)
    return isNew
  }

  /// The session is over: what follows belongs to another one, whatever it is called.
  public mutating func endSession() { hasEnded = true }

  /// Begins another session if the last one is over.
  ///
  /// - Returns: Whether it was.
  public mutating func beginIfEnded() -> Bool { hasEnded && begin(id: nil) }

  /// The session's audio is known to last until `time` of the stream's clock.
  public mutating func reach(_ time: AudioTime) { reached = max(reached, time) }

  /// The stream is over, having been given this much audio in all.
  public mutating func close(audio: Duration) {
    reach(streamStart + audio)
    endStream()
  }

  /// The next session belongs to another stream.
  public mutating func endStream() {
    streamHasEnded = true
    endSession()
  }

  /// A session's time on the stream's clock; never negative.
  public func place(_ time: AudioTime) -> AudioTime { max(time, .zero) + offset }
}
