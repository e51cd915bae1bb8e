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
    let line = "kbit/s arriving, 256 declared: 8 kHz mono?"
    let start = ContinuousClock.now
    // Periods of 50 ms, until three seconds of them were steady. A slow source, since a fast one is
    // held back on a busy machine and then has no tempo of its own.
    var period = 0
    while !run.errors.text.contains(line), period < 400 {
      try await Task.sleep(until: start + .milliseconds(50) * period)
      run.input?.write([UInt8](repeating: 0, count: 800))
      period += 1
    }
    run.signal(SIGTERM)
    run.input?.close()
    #expect(try await run.wait() == 0)
    #expect(run.errors.text.ranges(of: line).count == 1)
  }
}
