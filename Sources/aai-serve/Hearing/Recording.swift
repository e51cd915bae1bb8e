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

  /// Each begins with a `Begin` or a new `session_id`, unless the first one failed before that.
  private(set) var sessions: [[Frame]] = []

  /// - Throws: The number of a line that is not a JSON object.
  init(_ text: String) throws(Malformed) {
    var time = 0
    var id: String?
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
      if type == "Begin" || sessions.isEmpty || (newID != nil && id != nil && newID != id) {
        sessions.append([])
        time = 0
      }
      id = newID ?? id
      // The sound of another client is acknowledged as it comes.
      if id != nil, type == "audio_chunk" { continue }
      time = max(time, Self.time(of: json))
      sessions[sessions.count - 1].append(
        Frame(
          line: line, time: time,
          answersTerminate: type == "Termination" || type == "stop_recording"))
    }
    guard !sessions.isEmpty else { throw Malformed(line: nil) }
  }

  struct Malformed: Error { var line: Int? }

  /// The frames for the `ordinal`th client, counted from 1; the last session serves all further ones.
  func session(_ ordinal: Int) -> [Frame] { sessions[min(ordinal, sessions.count) - 1] }

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
