import AAIProtocol

/// The frames of one recorded session on their way to a client.
struct ReplayedFrames: Sendable {
  private let frames: [Recording.Frame]
  private var next = 0
  /// How many times faster than they were recorded; `nil` sends what is due all at once.
  private let speed: Double?

  init(_ frames: [Recording.Frame], speed: Double?) {
    self.frames = frames
    self.speed = speed
  }

  /// Whether the recording itself tells how the session ended.
  var endsItself: Bool { frames.last.map { Self.close(after: $0.line) != nil } ?? false }

  /// The frames that are due: by the clock when timed, else everything the client need not ask for.
  mutating func advance(to now: Duration, audio: Int) -> [String] {
    var lines: [String] = []
    while next < frames.count {
      let frame = frames[next]
      if frame.answersTerminate { break }
      if let speed, Double(frame.time) > now / .milliseconds(1) * speed { break }
      lines.append(frame.line)
      next += 1
    }
    return lines
  }

  /// When the next frame is due; `nil` when nothing comes by itself.
  var nextDeadline: Duration? {
    guard let speed, next < frames.count, !frames[next].answersTerminate else { return nil }
    return .milliseconds(Int((Double(frames[next].time) / speed).rounded(.up)))
  }

  /// The rest, which `Terminate` brings out.
  mutating func finish() -> [String] {
    defer { next = frames.count }
    return frames[next...].map(\.line)
  }

  static func isFinal(_ line: String) -> Bool {
    line.contains("\"end_of_turn\":true") && !line.contains("\"transcript\":\"\"")
      || line.contains("\"is_final\":true")
  }

  /// How the service closes behind a frame; `nil` when it goes on.
  static func close(after line: String) -> ServerAction? {
    guard let frame = try? JSONValue(parsing: line) else { return nil }
    switch frame["type"]?.string {
    case "Termination": return .close(code: 1000, reason: "Session Ended")
    case "Error":
      let code = frame["error_code"]?.int.flatMap(UInt16.init(exactly:)) ?? 1011
      return .close(code: code, reason: SessionError.closeReason)
    default: return nil
    }
  }
}
