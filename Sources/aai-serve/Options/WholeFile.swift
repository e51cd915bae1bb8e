import ToolSupport

/// A small file that is read once, at the start.
enum WholeFile {
  static func text(_ path: String) throws(Failure) -> String {
    let file = try StandardInput.open(path)
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { buffer.deallocate() }
    do throws(SystemError) {
      while true {
        let count = try file.read(into: buffer)
        if count == 0 { return String(decoding: bytes, as: UTF8.self) }
        bytes += buffer[..<count]
      }
    } catch {
      throw Failure(.noInput, "\(path): \(error)")
    }
  }
}
