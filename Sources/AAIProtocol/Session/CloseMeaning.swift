/// What the close codes of AssemblyAI's streaming service say, for a close that comes without a word.
///
/// Those from 4000 on are left over from version 2 in the service's own clients.
enum CloseMeaning {
  private static let words = [
    1008: "not authorized", 1009: "a message was too large", 1011: "internal server error",
    1013: "the server is overloaded for the moment", 3005: "server error",
    3006: "a parameter or a message was refused",
    3007: "the length or the rate of the audio was refused",
    3008: "the session has reached its greatest length", 3009: "too many concurrent sessions",
    4000: "the sample rate is not valid", 4001: "not authorized", 4002: "insufficient funds",
    4003: "the feature needs a paid account", 4004: "session not found",
    4008: "the session has expired", 4010: "the session was closed before",
    4029: "audio was sent too fast", 4030: "the session is handled by another connection",
    4031: "the session was idle for too long", 4032: "a message with audio was too short",
    4033: "a message with audio was too long", 4034: "the audio is too small to be transcribed",
    4100: "invalid JSON was received", 4101: "a message did not have the right fields",
    4102: "too many sessions for this account",
    4103: "the session goes on with another connection", 4104: "the word boost was not understood",
  ]

  /// What to call the end of a session: what the service says, or what its code means.
  static func text(code: Int, reason: String) -> String {
    // Without the `Error` frame it points to, this reason says nothing.
    let isEmpty = reason.isEmpty || reason == "See Error message for details"
    return isEmpty ? words[code] ?? "" : reason
  }
}
