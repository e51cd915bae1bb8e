/// Takes the sound out of what follows a container's header: as much as was announced, in the byte
/// order of the wire.
struct Unwrapper: Sendable {
  /// Bytes of sound still to come.
  private var remaining: UInt64
  private let isBigEndian: Bool
  /// The first half of a sample whose second half was not read yet.
  private var half: UInt8?

  /// - Parameter sound: What the header said; `nil` for raw sound.
  init(_ sound: ContainedSound?) {
    remaining = sound?.byteCount ?? .max
    isBigEndian = sound?.isBigEndian ?? false
  }

  /// How many bytes there is a use for.
  var wanted: Int { Int(clamping: remaining) }

  /// The sound in the bytes that were read next.
  mutating func unwrap(_ bytes: [UInt8]) -> [UInt8] {
    var sound = bytes.count > wanted ? Array(bytes[..<wanted]) : bytes
    if remaining != .max { remaining -= UInt64(sound.count) }
    guard isBigEndian else { return sound }
    if let half { sound.insert(half, at: 0) }
    half = sound.count % 2 == 0 ? nil : sound.removeLast()
    for index in stride(from: 0, to: sound.count, by: 2) { sound.swapAt(index, index + 1) }
    return sound
  }

  /// What is left at the end: half a sample that will never be whole is handed on, so that it is
  /// noticed.
  mutating func finish() -> [UInt8] {
    defer { half = nil }
    return half.map { [$0] } ?? []
  }
}
