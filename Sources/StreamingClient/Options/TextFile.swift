public import ToolSupport

/// A small file named on the command line, read whole.
public enum TextFile {
  /// More than any option takes.
  static let limit = 1 << 20

  public static func read(_ path: String) throws(Failure) -> String {
    let input = try StandardInput.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit + 1, alignment: 1)
    defer { buffer.deallocate() }
    var count = 0
    do throws(SystemError) {
      while count < buffer.count {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let more = try input.read(into: room)
        if more == 0 { break }
        count += more
      }
    } catch {
      throw Failure(.noInput, "\(path): \(error)")
    }
    guard count <= limit else { throw Failure(.data, "\(path) is longer than 1 MiB") }
    guard let text = String(validating: buffer[..<count], as: UTF8.self) else {
      throw Failure(.data, "\(path) is not UTF-8")
    }
    return text
  }

  /// The lines of a file that say something; one that begins with `#` is a comment.
  public static func terms(_ path: String) throws(Failure) -> [String] {
    try read(path).split(whereSeparator: \.isNewline).map { $0.trimmingSpace }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
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
