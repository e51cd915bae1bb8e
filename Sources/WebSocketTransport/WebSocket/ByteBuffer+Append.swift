import NIOCore

extension ByteBuffer {
  /// Adds `more` behind what is readable; where that is nothing, `more` is taken over uncopied.
  mutating func append(_ more: ByteBuffer) {
    if readableBytes == 0 {
      self = more
    } else {
      writeImmutableBuffer(more)
    }
  }
}
