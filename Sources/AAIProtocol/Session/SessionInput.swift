/// What can happen to a session.
public enum SessionInput: Sendable {
  /// Audio was read. `isLive`: the source speaks in real time, so waiting for it is all the pacing it needs.
  case audio([UInt8], isLive: Bool)
  /// No more audio will come.
  case inputEnded
  /// The WebSocket is open.
  case connected
  case dialFailed(FailureClass, reason: String, retryAfter: Duration?)
  /// A whole text message; its bytes are valid UTF-8.
  case text([UInt8])
  case binary
  case pong
  /// The peer closed, with 1005 for a frame without a code.
  case closed(code: Int, reason: String)
  /// The connection ended with no Close frame.
  case lost(reason: String)
  /// The peer broke RFC 6455.
  case violated(deed: String)
  /// Whether the connection takes more bytes now.
  case writable(Bool)
  /// Whether what the peer says is being read; it is not while stdout takes nothing.
  case listening(Bool)
  /// A message of the user's for the running session.
  case control(ClientMessage)
  /// The user wants an end: what has been read is finished, nothing new is begun.
  case stop
  /// Nobody reads the events any more, or they cannot be written.
  case outputGone
  /// A deadline has come.
  case tick
}
