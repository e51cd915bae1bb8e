import Glibc
import TestKit
import Testing

/// What is written stands where the clock says, however long whoever writes or reads it stood still.
@Suite("aai-capture keeps time")
struct KeepingTimeTests {
  /// The number that a `FaultyCard`'s samples carry begins anew after so many seconds, and an error
  /// of as many would not show in it.
  private static let blindness = 30_000 / 16_000.0

  @Test("stopped again and again, it has written in the end as many frames as time has passed")
  func stops() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let start = ContinuousClock.now
    let run = try Program(
      "aai-capture", ["-D", "card", "-B", "200ms"], environment: device.environment,
      input: .closed)
    while run.output.bytes.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    let seen = ContinuousClock.now
    for (index, stop) in [0.6, 5.05, 0.5, 1.1].enumerated() {
      run.signal(SIGSTOP)
      try await Task.sleep(for: .seconds(stop))
      run.signal(SIGCONT)
      while run.errors.lines.count <= index { try await Task.sleep(for: .milliseconds(2)) }
      let told = run.output.bytes.count
      while run.output.bytes.count < told + 8000 { try await Task.sleep(for: .milliseconds(2)) }
    }
    let shortest = seen.duration(to: .now) / .seconds(1)
    run.signal(SIGTERM)
    #expect(try await run.wait() == 0)
    let longest = start.duration(to: .now) / .seconds(1)
    #expect(run.errors.lines.allSatisfy { $0.hasPrefix("aai-capture: warning: overrun, ") })
    let slips = FaultyCard.slips(in: run.output.bytes)
    #expect(slips.count >= 4)
    #expect(slips.allSatisfy { abs($0.error) <= 16 })
    let written = Double(run.output.bytes.count) / 32_000
    #expect(written > shortest - Self.blindness / 2 && written < longest)
  }

  @Test("a reader that stalls for longer than all buffers finds silence in place of what was lost")
  func stalledReader() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let pipe = try Pipe()
    let run = try Program(
      "aai-capture", ["-D", "card", "-B", "200ms", "-d", "13"], environment: device.environment,
      input: .closed, output: .descriptor(pipe.writing))
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var received: [UInt8] = []
    func read() -> Bool {
      let count = Glibc.read(pipe.reading, &bytes, bytes.count)
      received += bytes[..<max(0, count)]
      return count > 0
    }
    #expect(read())
    // As small as a pipe gets (F_SETPIPE_SZ), once the program has made it as wide as it can.
    _ = fcntl(pipe.writing, 1031, 4096)
    close(pipe.writing)
    // Ten seconds are kept for it.
    try await Task.sleep(for: .seconds(11.5))
    while read() {}
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(received.count == 13 * 32_000)
    let slips = FaultyCard.slips(in: received)
    #expect(slips.allSatisfy { abs($0.error) <= 16 })
    #expect(slips.map(\.silence).reduce(0, +) > 8000)
    #expect(run.errors.text.contains("aai-capture: warning: the reader stalled, "))
  }

  @Test("what a sound server dropped without a word is filled, once that shows")
  func silentLoss() async throws {
    let server = try await SoundServer()
    // PulseAudio keeps 4 MiB for a reader, 4 s of so many channels: each a copy of the microphone's.
    let run = try Program(
      "aai-capture", ["-D", "pulse", "-c", "32"], environment: server.environment, input: .closed)
    let second = 16_000 * 32 * 2
    while run.output.bytes.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    // Long enough to know what is usual.
    try await Task.sleep(for: .seconds(6.5))
    run.signal(SIGSTOP)
    try await Task.sleep(for: .seconds(5.5))
    run.signal(SIGCONT)
    try await run.errors.wait(until: "aai-capture: warning: overrun, ")
    let told = run.output.bytes.count
    while run.output.bytes.count < told + second { try await Task.sleep(for: .milliseconds(10)) }
    run.signal(SIGTERM)
    #expect(try await run.wait() == 0)
    let slips = FaultyCard.slips(in: run.output.bytes, channels: 32)
    // The first frame may have any number. After the loss audio is too early, by how much and in how
    // many steps depends on the server; after the silence it is right.
    let usual = slips.first { $0.frame < 16_000 }?.error ?? 0
    let last = try #require(slips.last)
    // A second and a half is missing; the rest is good to what a busy server is sure of.
    #expect(last.silence > 3200 && abs(last.error - usual) <= 4800, "\(slips)")
    withExtendedLifetime(server) {}
  }

  @Test("hours of audio are counted to the frame, in memory that does not grow")
  func hours() async throws {
    let device = try AudioDevice(playing: CaptureTests.audio)
    let pipe = try Pipe()
    let run = try Program(
      "aai-capture", ["-d", "3h"], environment: device.environment, input: .closed,
      output: .descriptor(pipe.writing))
    close(pipe.writing)
    defer { close(pipe.reading) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    func read(_ limit: Int) -> Int {
      var total = 0
      while total < limit, case let count = Glibc.read(pipe.reading, &buffer, buffer.count),
        count > 0
      {
        total += count
      }
      return total
    }
    let hour = 3600 * 32_000
    var total = read(hour / 60)
    let before = try Self.memory(of: run.pid)
    total += read(hour * 3 - hour / 60 - total)
    let after = try Self.memory(of: run.pid)
    total += read(.max)
    #expect(try await run.wait() == 0)
    #expect(total == hour * 3)
    // In kB: the backlog of 10 s may be used for the first time in between, and hardly anything else.
    #expect(after["Anonymous"]! - before["Anonymous"]! <= 512)
    #expect(after["Rss"]! - before["Rss"]! <= 1024)
    #expect(run.errors.text == "aai-capture: warning: input is digital silence (muted?)\n")
  }

  /// In kB.
  private static func memory(of pid: pid_t) throws -> [String: Int] {
    let rollup = try TemporaryFolder().read("/proc/\(pid)/smaps_rollup")
    var fields: [String: Int] = [:]
    for line in String(decoding: rollup, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 3, let size = Int(words[1]) { fields[String(words[0].dropLast())] = size }
    }
    return fields
  }
}
