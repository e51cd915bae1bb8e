/// Why the audio in a container cannot be used as it is.
public enum ContainerRefusal: Error, Sendable, Equatable {
  /// A container, or a compression, that is not read here.
  case unread(Container)
  /// Audio in another form than the program can use; `found` names it, as in `24-bit PCM`.
  ///
  /// `soxReads` is false for a codec that sox does not know, whatever the container.
  case unsuited(Container, found: String, soxReads: Bool = true)
  /// A header that contradicts itself or is cut off.
  case damaged(Container, String)
}
