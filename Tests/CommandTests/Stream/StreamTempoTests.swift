import AAIProtocol
import TestKit
import Testing

@Suite("aai-stream: the tempo of its source")
struct TempoTests {
  @Test("a live source that speaks another format than declared is told so, with that format")
  func wrongRate() async throws {
    let server = try await ServeFixture()
    let run = try Program(
      "aai-stream", ["-u", server.url.text], environment: Stream.environment)
    let start = ContinuousClock.now
    // 44.1 kHz stereo, in periods of 50 ms.
    for period in 0..<90 {
      try await Task.sleep(until: start + .milliseconds(50) * period)
      run.input?.write([UInt8](repeating: 0, count: 8820))
    }
    let line = "kbit/s arriving, 256 declared: 44.1 kHz stereo?"
    _ = try await run.errors.wait { $0.contains(line) ? true : nil }
    run.input?.close()
    #expect(run.errors.text.ranges(of: line).count == 1)
  }
}
