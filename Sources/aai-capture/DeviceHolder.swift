import Glibc

/// The process that has a card's device open, as the kernel tells in /proc/asound.
struct DeviceHolder: Sendable, Equatable {
  let pid: Int
  let command: String

  var description: String { command.isEmpty ? "process \(pid)" : "\(command) (\(pid))" }

  /// - Parameters:
  ///   - card: `nil` asks for whoever holds any capture device.
  ///   - root: Where procfs is.
  static func of(card: Int?, device: Int?, in root: String = "/proc") -> DeviceHolder? {
    var paths = glob_t()
    defer { globfree(&paths) }
    let place = "card\(card.map(String.init) ?? "*")/pcm\(device.map(String.init) ?? "*")c"
    guard glob("\(root)/asound/\(place)/sub*/status", 0, nil, &paths) == 0 else { return nil }
    for index in 0..<Int(paths.gl_pathc) {
      guard let path = paths.gl_pathv[index],
        let pid = ownerPID(in: contents(of: String(cString: path)))
      else { continue }
      let command = contents(of: "\(root)/\(pid)/comm")
      return DeviceHolder(pid: pid, command: String(command.prefix { $0 != "\n" }))
    }
    return nil
  }

  /// From a line that reads `owner_pid   : 1234`.
  private static func ownerPID(in status: String) -> Int? {
    for line in status.split(separator: "\n") where line.hasPrefix("owner_pid") {
      return Int(line.drop { !$0.isNumber })
    }
    return nil
  }

  private static func contents(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
