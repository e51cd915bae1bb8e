import Glibc

extension Program {
  /// What the program has of memory for itself alone, in bytes (RssAnon, proc(5)).
  public func anonymousMemory() throws -> Int {
    let status = String(
      decoding: try TemporaryFolder().read("/proc/\(pid)/status"), as: UTF8.self)
    guard let kibibytes = status.firstMatch(of: /RssAnon:\s*(\d+) kB/).flatMap({ Int($0.output.1) })
    else { throw Failed("no memory of process \(pid)") }
    return kibibytes << 10
  }
}
