import Glibc
import TestKit
import Testing

/// A real sound server; needs pulseaudio, pulseaudio-utils and libasound2-plugins.
@Suite("aai-capture and PulseAudio", .serialized)
struct SoundServerTests {
  @Test("a sound server's microphone arrives frame by frame, in real time")
  func microphone() async throws {
    let server = try await SoundServer()
    let start = ContinuousClock.now
    let run = try Program(
      "aai-capture", ["-D", "pulse", "-d", "3", "-v"], environment: server.environment,
      input: .closed)
    #expect(try await run.wait() == 0)
    #expect(start.duration(to: .now) > .seconds(2))
    #expect(run.output.bytes.count == 96_000)
    // One number runs through: what precedes the first frame is the server's own start.
    #expect(FaultyCard.slips(in: run.output.bytes).count <= 1)
    #expect(run.errors.text.contains("0 overruns"))
    withExtendedLifetime(server) {}
  }

  @Test("a capture that was stopped longer than its buffer catches up with the server's")
  func stopped() async throws {
    let server = try await SoundServer()
    let run = try Program(
      "aai-capture", ["-D", "pulse", "-d", "4"], environment: server.environment, input: .closed)
    while run.output.bytes.count < 16_000 { try await Task.sleep(for: .milliseconds(5)) }
    run.signal(SIGSTOP)
    try await Task.sleep(for: .seconds(2))
    run.signal(SIGCONT)
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes.count == 128_000)
    #expect(FaultyCard.slips(in: run.output.bytes).count <= 1)
    withExtendedLifetime(server) {}
  }

  @Test("what the machine plays is captured through the monitor")
  func monitor() async throws {
    let server = try await SoundServer()
    let folder = try TemporaryFolder()
    let tone = (0..<48_000).flatMap { index -> [UInt8] in
      index / 20 % 2 == 0 ? [0x00, 0x20] : [0x00, 0xE0]
    }
    let audio = try folder.write("sound.raw", tone)
    let player = try Program(
      "paplay", ["--raw", "--rate=16000", "--channels=1", "--format=s16le", audio],
      environment: server.environment)
    let recipe = try Recipe(with: "MONITOR").captureOnly
    let run = try Program(
      "/bin/sh", ["-c", recipe + " -d 2"],
      environment: server.environment.merging(Recipe.path()) { $1 }, input: .closed)
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes.count == 64_000)
    #expect(run.output.bytes.count { $0 == 0x20 } > 8000)
    _ = try await player.wait()
    withExtendedLifetime(server) {}
  }
}
