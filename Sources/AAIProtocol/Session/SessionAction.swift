/// What a session wants done, in order.
public enum SessionAction: Sendable {
  /// Open a connection; `connected` or `dialFailed` is the answer.
  case dial
  case sendAudio([UInt8])
  case sendText(String)
  /// Audio in a text message, and how much of it there is.
  case sendEncodedAudio(String, byteCount: Int)
  case sendPing
  /// Start the closing handshake with code 1000.
  case close
  /// Drop the connection, or the dial, at once; nothing more is heard of it.
  case hangUp
  /// Write a line to stdout.
  case print([UInt8])
  case remark(SessionNotice)
  /// It is over; the last action of all.
  case finish(SessionEnd)
}

/// Something worth telling the user that is no event of the service.
public enum SessionNotice: Sendable {
  case began(id: String, expiresAt: Int?)
  /// The service applied another model than it was asked for.
  case otherModel(asked: String, applied: String)
  case notJSON
  case binaryMessage
  case reconnecting(reason: String, delay: Duration)
  case resumed(lost: Duration)
  case controlDropped
  /// The audio ended in the middle of a sample; that byte is not sent.
  case halfSample
  /// A live source does not speak as was declared; rates in bytes per second.
  case otherRate(arriving: Int, declared: Int, explanation: String)
  /// Audio arrived and was not accepted.
  case audioRefused(reason: String)
}

/// How a whole stream ended.
public enum SessionEnd: Sendable, Equatable {
  /// All audio was taken and the service has said that it is done with it.
  case complete
  /// The service ended the session; its own words.
  case ended(FailureClass, code: Int, text: String)
  /// No connection could be made, for the reason last reported.
  case unreachable(FailureClass)
  case lost(reason: String)
  case violated(deed: String)
  /// The connection stood, but no session began in time.
  case noBegin
  /// `Terminate` was not answered in time.
  case noTermination
  /// The user stopped it before a session had begun.
  case stoppedBeforeBegin
  /// The reader of the events was gone.
  case outputGone
}
