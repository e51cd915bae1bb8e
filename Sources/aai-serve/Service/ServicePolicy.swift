/// How a server was set up, the same for all its sessions.
struct ServicePolicy: Sendable {
  var hearing: Recognition
  var credentials: Credentials
  var faults: [Fault] = []
  /// Open at a time; `nil` is as many as come.
  var maxSessions: Int?
  var sessionsPerMinute: Int?
  /// The length a session may have.
  var sessionCap = Duration.seconds(10_800)
  /// For TLS and the request, together.
  var handshakeTimeout = Duration.seconds(10)
  var revisesSpeakers = false
  /// Where what clients send is kept.
  var recordFolder: String?
}
