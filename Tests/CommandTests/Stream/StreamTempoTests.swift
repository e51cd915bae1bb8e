import AAIProtocol
import Glibc
import TestKit
import Testing

@Suite("aai-stream: the tempo of its source")
struct TempoTests {
  @Test("a live source that speaks another format than declared is told so, with that format")
  func wrongRate() async throws {
    let server = try await ServeFixture()
    let run = try Program(
      "aai-stream", ["-u", server.url.text], environment: Stream.environment)
    let line = "kbit/s arriving, 256 declared: 44.1 kHz stereo?"
    let start = ContinuousClock.now
    // 44.1 kHz stereo, in periods of 50 ms, until three seconds of them were steady.
    var period = 0
    while !run.errors.text.contains(line), period < 1200 {
      try await Task.sleep(until: start + .milliseconds(50) * period)
      run.input?.write([UInt8](repeating: 0, count: 8820))
      period += 1
    }
    run.signal(SIGTERM)
    run.input?.close()
    #expect(try await run.wait() == 0)
    #expect(run.errors.text.ranges(of: line).count == 1)
  }
}
