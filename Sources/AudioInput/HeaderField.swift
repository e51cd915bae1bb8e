/// Bytes of a header gathered from pieces of any size until there are enough to read.
struct HeaderField: Sendable {
  private(set) var bytes: [UInt8] = []
  let length: Int

  init(length: Int) { self.length = length }

  /// Takes what is missing from the front of `input`; whether the field is complete.
  mutating func fill(from input: inout Slice<UnsafeRawBufferPointer>) -> Bool {
    let taken = input.prefix(length - bytes.count)
    bytes += taken
    input = input.dropFirst(taken.count)
    return bytes.count == length
  }

  func littleEndian<T: FixedWidthInteger>(at offset: Int, as: T.Type = T.self) -> T {
    T(littleEndian: load(at: offset))
  }

  func bigEndian<T: FixedWidthInteger>(at offset: Int, as: T.Type = T.self) -> T {
    T(bigEndian: load(at: offset))
  }

  private func load<T: FixedWidthInteger>(at offset: Int) -> T {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: T.self) }
  }

  func text(at offset: Int) -> String {
    String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
  }
}
