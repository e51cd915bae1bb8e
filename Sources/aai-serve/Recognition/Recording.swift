import AAIProtocol

/// A log of one or more sessions, frame by frame, as `aai-stream` or `gladia-stream` writes it.
struct Recording: Sendable {
  struct Frame: Sendable, Equatable {
    /// As recorded, byte for byte.
    var line: String
    /// Milliseconds of the session at which the service would have sent it.
    var time: Int
    /// Whether only the client's `Terminate` or `stop_recording` brings it.
    var answersTerminate: Bool
  }

  /// Each begins with a `Begin` or a new `session_id`, unless it failed before that.
  private(set) var sessions: [[Frame]] = []

  /// Reads a log, though a filter has left nothing of it but its turns: where a `Begin` is missing,
  /// one is made.
  ///
  /// - Throws: The number of a line that is not a JSON object; none where no line is an event.
  init(_ text: String) throws(Malformed) {
    var time = 0
    var id: String?
    var order = 0
    var isOver = false
    var isKnown = false
    // By bytes: a line separator inside a transcript ends no line.
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = String(
        decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
      guard !line.isEmpty else { continue }
      guard let json = try? JSONValue(parsing: line), case .object = json else {
        throw Malformed(line: index + 1)
      }
      let type = json["type"]?.string ?? ""
      // The program's own lines never came from a server.
      if type.hasPrefix("aai.") { continue }
      let newID = json["session_id"]?.string
      let newOrder = json["turn_order"]?.int
      if type == "Begin" || sessions.isEmpty || isOver || newOrder ?? order < order
        || (newID != nil && id != nil && newID != id)
      {
        sessions.append(Self.needsBegin(json) ? [.begin] : [])
        time = 0
      }
      (id, order) = (newID ?? id, newOrder ?? (type == "Begin" ? 0 : order))
      isOver = type == "Termination"
      isKnown = isKnown || Self.isEvent(json)
      // The audio of another client is acknowledged as it comes.
      if id != nil, type == "audio_chunk" { continue }
      time = max(time, Self.time(of: json))
      sessions[sessions.count - 1].append(
        Frame(
          line: line, time: time,
          answersTerminate: type == "Termination" || type == "stop_recording"))
    }
    guard isKnown else { throw Malformed(line: nil) }
  }

  struct Malformed: Error { var line: Int? }

  /// The frames for the `ordinal`th client, counted from 1; the last session serves all further ones.
  func session(_ ordinal: Int) -> [Frame] { sessions[min(ordinal, sessions.count) - 1] }

  private static func isEvent(_ frame: JSONValue) -> Bool {
    guard frame["session_id"] == nil, frame["data"] == nil else { return true }
    if case .unknown? = try? ServerEvent(parsing: frame.text) { return false }
    return true
  }

  /// Whether AssemblyAI sends nothing like it before a session has begun.
  private static func needsBegin(_ frame: JSONValue) -> Bool {
    switch try? ServerEvent(parsing: frame.text) {
    case .begin, .error, .unknown, nil: false
    default: true
    }
  }

  /// The place in the audio that a frame speaks of.
  private static func time(of frame: JSONValue) -> Int {
    switch frame["type"]?.string {
    case "Turn": frame["words"]?.array?.last?["end"]?.int ?? 0
    case "SpeechStarted": frame["timestamp"]?.int ?? 0
    case "transcript": milliseconds(frame["data"]?["utterance"]?["end"])
    case "speech_start", "speech_end": milliseconds(frame["data"]?["time"])
    case "Heartbeat": frame["total_duration_ms"]?.int ?? 0
    default: 0
    }
  }

  private static func milliseconds(_ seconds: JSONValue?) -> Int {
    seconds?.double.flatMap { Int(exactly: ($0 * 1000).rounded()) } ?? 0
  }
}

extension Recording.Frame {
  /// What opens a session whose recording does not say how it was opened.
  fileprivate static var begin: Self {
    let event = Begin(id: SessionID.random(), expiresAt: nil, configuration: nil)
    return Self(line: event.json.text, time: 0, answersTerminate: false)
  }
}
