import AAIProtocol

/// Takes the sound out of what follows a container's header: as much as was announced, in the byte
/// order of the wire.
struct Unwrapper: Sendable {
  /// Bytes of sound still to come.
  private var remaining: UInt64
  /// Bytes of a sample whose high byte comes first; `nil` where there is nothing to turn round.
  private let width: Int?
  /// The beginning of a sample that was not read whole yet.
  private var partial: [UInt8] = []

  /// - Parameter sound: What the header said; `nil` for raw sound.
  init(_ sound: ContainedSound?) {
    remaining = sound?.byteCount ?? .max
    width = sound.flatMap { $0.isBigEndian ? $0.format.encoding.bytesPerSample : nil }
  }

  /// How many bytes there is a use for.
  var wanted: Int { Int(clamping: remaining) }

  /// The sound in the bytes that were read next.
  mutating func unwrap(_ bytes: [UInt8]) -> [UInt8] {
    var sound = bytes.count > wanted ? Array(bytes[..<wanted]) : bytes
    if remaining != .max { remaining -= UInt64(sound.count) }
    guard let width else { return sound }
    sound = partial + sound
    let whole = sound.count / width * width
    partial = Array(sound[whole...])
    sound.removeLast(partial.count)
    for start in stride(from: 0, to: whole, by: width) {
      sound[start..<start + width].reverse()
    }
    return sound
  }

  /// What is left at the end: a sample that will never be whole is handed on, so that it is noticed.
  mutating func finish() -> [UInt8] {
    defer { partial = [] }
    return partial
  }
}
