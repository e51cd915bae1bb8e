public import AAIProtocol

/// What a container's header says of the sound behind it.
public struct ContainedSound: Sendable, Equatable {
  public var container: Container
  public var format: AudioFormat
  /// Samples come with their high byte first, as in AU.
  public var isBigEndian = false
  /// The bytes of sound; what follows them is something else. `nil` when the writer did not know.
  public var byteCount: UInt64?
}
