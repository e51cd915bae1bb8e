/// A session that waits for what its service says, of either kind.
protocol ListeningSession {
  var isConnected: Bool { get }
  var heartbeat: ConnectionHeartbeat { get set }
  /// When the phase has lasted too long, or long enough.
  var deadline: Duration? { get set }
}

extension ListeningSession {
  /// What is waited for cannot be heard while stdout takes nothing, and is not late for that.
  mutating func listen(_ isListening: Bool, at now: Duration) {
    let deaf = heartbeat.listen(isListening, at: now)
    if isConnected { deadline = deadline.map { $0 + deaf } }
  }

  /// The deadline, unless what would meet it cannot be heard.
  var audibleDeadline: Duration? { isConnected && heartbeat.isDeaf ? nil : deadline }
}

extension StreamSession: ListeningSession {}
extension LiveSession: ListeningSession {}
