import CLinux
import Glibc
public import ToolSupport

/// Where a credential may come from; never the command line, which every user of the machine can read.
public enum CredentialSource {
  /// The longest that is taken for a key or a token.
  static let limit = 8192

  /// Takes a variable out of the environment, also out of what `/proc` shows of it.
  public static func environment(_ name: String) throws(Failure) -> Credential? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    memset(value, 0, strlen(value))
    unsetenv(name)
    guard !text.isEmpty else { return nil }
    return try check(text, from: name)
  }

  /// Reads a file; a warning is given when others can read it, too.
  public static func file(
    _ path: String, _ diagnostics: Diagnostics
  ) throws(Failure) -> Credential {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw Failure(.configuration, "\(path): \(SystemError())") }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_mode & 0o077 != 0
    {
      diagnostics.warning("\(path) can be read by others; chmod 600 would keep the key to you")
    }
    return try read(descriptor, from: path)
  }

  /// Reads an open descriptor to its end.
  public static func descriptor(_ number: CInt) throws(Failure) -> Credential {
    try read(number, from: "descriptor \(number)")
  }

  private static func read(_ descriptor: CInt, from source: String) throws(Failure) -> Credential {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit + 2, alignment: 1)
    defer {
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      buffer.deallocate()
    }
    var count = 0
    do throws(SystemError) {
      while count < buffer.count {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
        let more = try StandardInput(descriptor: descriptor).read(into: room)
        if more == 0 { break }
        count += more
      }
    } catch {
      throw Failure(.configuration, "\(source): \(error)")
    }
    // A carriage return and a line feed would be one Character.
    if count > 0, buffer[count - 1] == UInt8(ascii: "\n") { count -= 1 }
    if count > 0, buffer[count - 1] == UInt8(ascii: "\r") { count -= 1 }
    // A byte order mark, which some editors write, is no part of a key.
    let start = buffer[..<count].starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = String(decoding: buffer[start..<count], as: UTF8.self)
    guard !text.isEmpty else { throw Failure(.configuration, "\(source) is empty") }
    return try check(text, from: source)
  }

  /// What cannot stand in a header is no key; it is not shown.
  private static func check(_ text: String, from source: String) throws(Failure) -> Credential {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw Failure(
        .usage, "the key from \(source) contains white space, control or non-ASCII characters")
    }
    guard text.utf8.count <= limit else {
      throw Failure(.usage, "the key from \(source) is longer than \(limit) bytes")
    }
    return Credential(secret: text)
  }

  /// Keeps the key out of a core of ours, and our memory from other processes of the same user.
  ///
  /// The limit is no bar to a core that goes down a pipe (core(5)), as crash reporters have it.
  public static func protectProcess() {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = aai_set_dumpable(0)
  }
}
