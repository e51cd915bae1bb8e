import Glibc
import TestKit

/// What a running program has of its machine, by proc(5).
extension Program {
  /// Whether the test may look into a program that holds a key.
  static func canBeSeen() -> Bool { geteuid() == 0 }

  /// What makes a test that is root run a program as nobody in particular; nothing if it is not.
  static let asNobody =
    geteuid() == 0 ? ["setpriv", "--reuid=64321", "--regid=64321", "--clear-groups"] : ["env"]

  /// Whether the built programs are in reach of somebody who is not root.
  static func runsAsNobody() async throws -> Bool {
    try await Program.run("env", asNobody + [folder + "/aai-stream", "--version"]).status == 0
  }

  private func proc(_ name: String) throws -> String {
    String(decoding: try TemporaryFolder().read("/proc/\(pid)/\(name)"), as: UTF8.self)
  }

  /// What it has used of the processor, in hundredths of a second.
  var ticks: Int {
    get throws {
      let fields = try proc("stat").split(separator: ")").last?.split(separator: " ") ?? []
      guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
        throw Failed("no times of \(pid)")
      }
      return user + system
    }
  }

  /// Memory of its own, in KiB.
  var anonymousMemory: Int {
    get throws {
      guard let text = try proc("status").firstMatch(of: /RssAnon:\s+([0-9]+) kB/)?.output.1,
        let size = Int(text)
      else { throw Failed("no size of \(pid)") }
      return size
    }
  }

  var threadCount: Int { get throws { try entryCount("task") } }

  var descriptorCount: Int { get throws { try entryCount("fd") } }

  private func entryCount(_ name: String) throws -> Int {
    guard let folder = opendir("/proc/\(pid)/\(name)") else {
      throw Failed("/proc/\(pid)/\(name): \(errno)")
    }
    defer { closedir(folder) }
    var count = -2
    while readdir(folder) != nil { count += 1 }
    return count
  }
}
