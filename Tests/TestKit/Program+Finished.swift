import Glibc

/// A finished run.
public struct Finished: Sendable {
  public let status: Int32
  public let output: String
  public let errors: String
}

extension Program {
  /// Runs a program to its end with `input` on stdin.
  public static func run(
    _ name: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    input: some Collection<UInt8> & Sendable = [], within deadline: Duration = .seconds(60)
  ) async throws -> Finished {
    let program = try Program(name, arguments, environment: environment)
    program.feed(Array(input))
    return try await program.finished(within: deadline)
  }

  /// Waits for the program's end and answers all it has said.
  public func finished(within deadline: Duration = .seconds(60)) async throws -> Finished {
    let status = try await wait(within: deadline)
    return Finished(status: status, output: output.text, errors: errors.text)
  }

  /// Feeds stdin as a live source does, 50 ms of 16 kHz 16-bit audio every 50 ms, and closes it.
  public func speak(_ audio: [UInt8]) {
    BlockingThread.start { [self] in
      let start = ContinuousClock.now
      for (index, position) in stride(from: 0, to: audio.count, by: 1600).enumerated() {
        let early = start + .milliseconds(50) * index - .now
        if early > .zero { usleep(UInt32(early / .microseconds(1))) }
        let piece = audio[position..<min(position + 1600, audio.count)]
        guard input?.write(piece) == true else { break }
      }
      input?.close()
    }
  }

  /// Writes `input` to stdin, as fast as it is taken, and closes it.
  public func feed(_ input: [UInt8]) {
    // A program that never reads leaves the write blocked until it has ended.
    BlockingThread.start { [self] in
      self.input?.write(input)
      self.input?.close()
    }
  }
}
