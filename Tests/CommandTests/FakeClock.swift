import TestKit

/// The clocks as one program is made to see them, by libfaketime.
struct FakeClock {
  private let environment: [String: String?]

  /// - Parameters:
  ///   - time: As faketime(1) has it: `-20000d` is so many days back, `+0 x1000` so many times faster.
  ///   - isWallAlone: The monotonic clock is left as it is.
  init(_ time: String, isWallAlone: Bool = false) {
    self.init(["FAKETIME": time], isWallAlone: isWallAlone)
  }

  /// The clock on the wall by what stands in a file at each moment.
  init(file: String) {
    self.init(["FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1"], isWallAlone: true)
  }

  private init(_ variables: [String: String?], isWallAlone: Bool) {
    environment = [
      "LD_PRELOAD": "/usr/$LIB/faketime/libfaketimeMT.so.1", "FAKETIME_DISABLE_SHM": "1",
      "FAKETIME_DONT_FAKE_MONOTONIC": isWallAlone ? "1" : nil,
    ].merging(variables) { $1 }
  }

  /// Starts aai-stream with these clocks.
  func stream(_ arguments: [String]) throws -> Program {
    // Through env(1): in the first program that libfaketime 0.9.10 is loaded into, and in no other,
    // Swift 6.3 finds no arguments.
    try Program(
      "env", [Program.folder + "/aai-stream"] + arguments,
      environment: Stream.environment.merging(environment) { $1 })
  }
}
