public import AAIProtocol

/// What a container's header says of the audio behind it.
public struct ContainerAudio: Sendable, Equatable {
  public var container: Container
  public var format: AudioFormat
  /// Samples come with their high byte first, as in AU.
  public var isBigEndian = false
  /// The bytes of audio; what follows them is something else. `nil` when the writer did not know.
  public var byteCount: UInt64?
  /// The bytes from the start of the audio to the end of the container; `nil` where that is unknown.
  public var containerRest: UInt64?
  /// Whether a length of zero was given, which means either nothing or not known.
  public var isPerhapsEmpty = false
}
