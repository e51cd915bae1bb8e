/// What is to be done for a session.
enum ServerAction: Equatable, Sendable {
  case send(String)
  /// A frame that tells the client the session is complete.
  case sendLast(String)
  /// The last action of a connection.
  case close(code: UInt16, reason: String)
  /// The connection ends without a Close frame.
  case hangUp
  /// Audio that counts, for the recogniser to hear.
  case hear([UInt8])
  /// No more audio will come: the recogniser is to say the rest, then `recognizerEnded` follows.
  case endAudio
}
