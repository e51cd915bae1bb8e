import WebSocketTransport

/// What is said of a session when it is over, in one line.
struct AccessLine {
  let ordinal: Int
  let peer: String
  let openedAt: Duration
  var model: String?
  var audio = 0.0
  var turns = 0
  /// The message by which the client asked for the end.
  var farewell: String?
  /// The text of the `Error` frame that was sent.
  var error: String?
  /// How this side ended it.
  var ending: String?
  var isWritten = false

  init(ordinal: Int, peer: String, openedAt: Duration) {
    self.ordinal = ordinal
    self.peer = peer
    self.openedAt = openedAt
  }

  func text(_ closure: WebSocketClosure, at now: Duration) -> String {
    var parts = ["\(audio.rounded(toDigits: 1)) s of audio in \(seconds(until: now)) s"]
    parts.append(turns == 1 ? "1 turn" : "\(turns) turns")
    if let farewell { parts.append(farewell) }
    if let error { parts.append(error) }
    parts.append(ending ?? described(closure))
    return "session \(ordinal) \(peer) \(model ?? "refused"): \(parts.joined(separator: ", "))"
  }

  private func seconds(until now: Duration) -> Double {
    (now - openedAt).inSeconds.rounded(toDigits: 1)
  }

  private func described(_ closure: WebSocketClosure) -> String {
    switch closure {
    case .closed(let code, _): "client closed \(code.rawValue)"
    case .violated(let violation): "client \(violation.deed), closed \(violation.code.rawValue)"
    case .lost: "client left without a Close frame"
    }
  }
}
