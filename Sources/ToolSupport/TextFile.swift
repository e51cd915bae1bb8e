/// A text file that a user has handed over, read whole, whatever editor wrote it.
///
/// A byte order mark is left out, and every line ends in a line feed.
public enum TextFile {
  /// Reads a file, FIFO or descriptor to its end.
  ///
  /// - Parameters:
  ///   - path: `-` is stdin.
  ///   - limit: MiB at most; the default is more than any option takes.
  /// - Throws: Status 65 for what is not UTF-8 or too long, 66 for what cannot be read.
  public static func read(_ path: String, limit: Int = 1) throws(Failure) -> String {
    let input = try StandardInput.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    do throws(SystemError) {
      while bytes.count <= limit << 20 {
        let count = try input.read(into: buffer)
        if count == 0 { break }
        bytes += buffer[..<count]
      }
    } catch {
      throw Failure(.noInput, "\(path): \(error)")
    }
    guard bytes.count <= limit << 20 else {
      throw Failure(.data, "\(path) is longer than \(limit) MiB")
    }
    return try text(of: bytes, from: path)
  }

  /// The lines of a file that say something; one that begins with `#` is a comment.
  public static func terms(_ path: String) throws(Failure) -> [String] {
    try read(path).split(separator: "\n").map { $0.trimmingSpace }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  private static func text(of bytes: [UInt8], from path: String) throws(Failure) -> String {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Failure(
        .data, "\(path) is UTF-16, not UTF-8", hint: "iconv -f UTF-16 -t UTF-8 makes it that")
    }
    let unmarked = bytes[(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)...]
    guard !unmarked.contains(0) else { throw Failure(.data, "\(path) is not text") }
    guard let text = String(validating: unmarked, as: UTF8.self) else {
      // Which line it is tells where to look.
      let lines = unmarked.split(separator: 0x0A, omittingEmptySubsequences: false)
      let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
      throw Failure(.data, "\(path): line \(index + 1) is not UTF-8")
    }
    guard unmarked.contains(0x0D) else { return text }
    return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
  }
}

extension StringProtocol {
  /// Without white space at either end.
  public var trimmingSpace: String {
    let start = drop(while: \.isWhitespace)
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
