import AAIProtocol

/// What every session of a server listens with.
enum Hearing: Sendable {
  case recognizer(RecognizerCommand)
  case script(Script)
  case recording(Recording, speed: Double?)
}
