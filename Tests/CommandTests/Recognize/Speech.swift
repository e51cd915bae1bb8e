#if PocketSphinx
  import AAIProtocol
  import TestKit

  /// Real speech from Debian's pocketsphinx-testdata.
  enum Speech {
    static let folder = "/usr/share/pocketsphinx/test/data"
    /// 2.8 s, 16 kHz, raw.
    static let goForward = folder + "/goforward.raw"

    static func bytes(_ path: String = goForward) throws -> [UInt8] {
      try TemporaryFolder().read(path)
    }
  }

  extension TemporaryFolder {
    /// Writes the short recording as another type of file.
    func sox(_ type: String, _ options: [String]) async throws -> String {
      let raw = ["-t", "raw", "-r", "16000", "-c", "1", "-b", "16", "-e", "signed"]
      let path = "\(path)/speech.\(type)"
      let run = try await Program.run("sox", raw + [Speech.goForward] + options + [path])
      guard run.status == 0 else { throw Failed("sox: \(run.errors)") }
      return path
    }
  }

  func recognizedTurns(_ output: String) throws -> [Turn] {
    try output.split(separator: "\n").compactMap {
      guard case .server(.turn(let turn)) = try EventLine(parsing: $0.utf8) else { return nil }
      return turn
    }
  }

  func recognizedFinals(_ output: String) throws -> [Turn] {
    try recognizedTurns(output).filter(\.isFinal)
  }
#endif
