import AAIProtocol

/// A session of either service as a value, without a socket, a process or a clock.
///
/// Each method takes what happened and answers what is to be done. Time is counted from the
/// session's beginning.
protocol ServerSessionMachine {
  /// A client is there.
  mutating func open(at now: Duration) -> [ServerAction]
  mutating func receive(audio bytes: [UInt8], at now: Duration) -> [ServerAction]
  mutating func receive(text: String, at now: Duration) -> [ServerAction]
  /// Takes a line of the output of one channel's recogniser.
  mutating func hear(_ event: JSONValue, on channel: Int, at now: Duration) -> [ServerAction]
  /// A recogniser has ended: as it should after `endAudio`, and not before.
  mutating func recognizerEnded(on channel: Int, at now: Duration) -> [ServerAction]
  mutating func tick(at now: Duration) -> [ServerAction]
  /// The client has gone.
  ///
  /// - Parameter isPolite: Whether it took its leave with the code 1000.
  mutating func disconnect(isPolite: Bool, at now: Duration) -> [ServerAction]
  /// The service gives up, since it cannot hear.
  mutating func breakDown() -> [ServerAction]
  /// Closes with a code that was asked for, and says before that what the service would, or `text`.
  mutating func close(code: UInt16, text: String?) -> [ServerAction]

  /// The moment at which `tick` is due.
  var nextDeadline: Duration? { get }
  /// Whether nothing more will come of it.
  var isOver: Bool { get }
  var account: SessionAccount { get }
}

/// What can be said of a session when it is over.
struct SessionAccount: Sendable {
  var audioMilliseconds: Double
  var turns: Int
  /// The client's message that asked for the end, if it came.
  var farewell: String?
  /// The text of the error that was sent.
  var error: String?
  /// What can be asked for afterwards.
  var result: JSONValue?
}
