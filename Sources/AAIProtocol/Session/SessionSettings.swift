/// How a stream is sent and how long anything may take.
public struct SessionSettings: Sendable {
  public var format: AudioFormat
  /// Whether nothing but the user says so: raw audio is what it is declared to be.
  public var formatIsDeclared = false
  /// Audio in one message.
  public var chunk = Duration.milliseconds(50)
  /// 1 is real time, `nil` as fast as the connection takes it.
  public var pace: Double? = 1
  /// Silence sent behind the last audio.
  public var tailSilence = Duration.zero
  /// Audio kept to be sent again.
  public var backlog = Duration.seconds(60)
  /// How long attempts to reconnect go on; `nil` for none.
  public var retryTime: Duration? = .seconds(300)
  /// From the dial to `Begin`.
  public var connectTimeout = Duration.seconds(10)
  /// From `Terminate` to `Termination`.
  public var drainTimeout = Duration.seconds(10)
  /// Silence of the peer before it is pinged; `nil` for no pings.
  public var pingInterval: Duration? = .seconds(20)
  public var pingTimeout = Duration.seconds(20)
  /// The session parameter of that name: a message is sent before it runs out.
  public var inactivityTimeout: Duration?
  /// Whether `aai.latency` lines are written.
  public var timing = false

  public init(format: AudioFormat) {
    self.format = format
  }
}
