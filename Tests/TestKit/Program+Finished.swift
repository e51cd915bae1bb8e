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
    input: some Collection<UInt8> & Sendable = [], within deadline: Duration = .seconds(20)
  ) async throws -> Finished {
    let program = try Program(name, arguments, environment: environment)
    async let fed: Void = feed(program, Array(input))
    let status = try await program.wait(within: deadline)
    await fed
    return Finished(status: status, output: program.output.text, errors: program.errors.text)
  }

  private static func feed(_ program: Program, _ input: [UInt8]) async {
    // A program that never reads leaves the write blocked until it has ended.
    await withCheckedContinuation { continuation in
      BlockingThread.start {
        program.input?.write(input)
        program.input?.close()
        continuation.resume()
      }
    }
  }
}
