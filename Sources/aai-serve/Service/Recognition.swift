import AAIProtocol

/// What every session of a server listens with.
enum Recognition: Sendable {
  case recognizer(RecognizerCommand)
  case script(Script)
  case recording(Recording, speed: Double?)
}
