public import ToolSupport

extension AudioReader {
  /// Reads the first stretch of sound, waiting for it; empty when there is none at all.
  public mutating func readFirst() throws(Failure) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { buffer.deallocate() }
    let count = try read(into: buffer)
    return Array(buffer[..<count])
  }
}
