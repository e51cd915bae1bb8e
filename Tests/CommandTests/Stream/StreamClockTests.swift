import AAIProtocol
import Glibc
import TestKit
import Testing

/// Clocks that are wrong, that jump, and that stood still.
@Suite("aai-stream: clocks")
struct StreamClockTests {
  @Test("a clock on the wall that jumps by a day, either way, changes nothing")
  func jumps() async throws {
    let speech = ToneSpeech(turns: 3)
    let server = try await Stream.tones()
    let folder = try TemporaryFolder()
    func set(_ time: String) throws {
      // At once, for the file is read at every look at the clock.
      rename(try folder.write("next", time + "\n"), folder.path + "/time")
    }
    try set("+0d")
    let program = try FakeClock(file: folder.path + "/time").stream([
      "-u", server.url.text, "--trace", folder.path + "/trace",
    ])
    BlockingThread.start {
      program.input?.write(speech.bytes)
      program.input?.close()
    }
    for (word, time) in [(2, "+1d"), (5, "-1d"), (8, "+0d")] {
      try await program.output.wait(until: ToneCode.name(of: word))
      try set(time)
    }
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 1)

    // No message before its time, which a burst would be.
    let sent = String(decoding: try folder.read("trace"), as: UTF8.self)
      .split(separator: "\n").filter { $0.contains("> audio") }
      .compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect(sent.count == speech.bytes.count / 1600)
    let first = try #require(sent.first)
    #expect(sent.enumerated().allSatisfy { $1 - first >= $0 * 50 - 500 }, "\(sent)")
  }

  @Test(
    "with a clock that was never set, or decades ahead, a certificate's dates are said to be the reason",
    arguments: [("-20000d", "is not valid before"), ("+20000d", "expired on")])
  func wrongAtStart(time: String, says: String) async throws {
    let certificates = try await Certificates()
    let server = try await TLSServer(try await certificates.issue("IP:127.0.0.1"))
    let program = try FakeClock(time, isWallAlone: true).stream([
      "-u", "wss://127.0.0.1:\(server.port)/v3/ws", "--cacert", certificates.authority,
    ])
    program.input?.write(Stream.silence(milliseconds: 100))
    program.input?.close()
    let run = try await program.finished()
    #expect(run.status == 77)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 2, "\(run.errors)")
    #expect(lines[0].hasPrefix("aai-stream: error: certificate of 127.0.0.1 \(says) 20"))
    #expect(lines[1] == "aai-stream: hint: is this machine's clock right?")
    #expect(!(try await server.stop()).contains("GET /"))
  }

  @Test(
    "without a certificate to judge, a wrong clock is no reason to fail, nor is a huge one",
    arguments: [("-20000d", true), ("+20000d", true), ("+36500d", false)])
  func harmless(time: String, isWallAlone: Bool) async throws {
    let speech = ToneSpeech(turns: 2)
    let server = try await Stream.tones()
    let program = try FakeClock(time, isWallAlone: isWallAlone).stream(["-u", server.url.text])
    program.speak(speech.bytes)
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 1)
  }

  @Test("asleep while the server goes and another comes: the speech goes on there, whole")
  func asleep() async throws {
    let speech = ToneSpeech(turns: 3)
    let first = try await Stream.tones()
    let program = try Program(
      "aai-stream", ["-u", first.url.text], environment: Stream.environment)
    program.speak(speech.bytes)
    try await program.output.wait(until: ToneCode.name(of: 3))
    program.signal(SIGSTOP)
    first.program.signal(SIGKILL)
    try await first.program.wait()
    let second = try await Stream.tones(port: first.port)
    // The rest of the sleep.
    try await Task.sleep(for: .seconds(1))
    program.signal(SIGCONT)
    let run = try await program.finished(within: .seconds(40))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.resumed")?["lost_ms"]?.int == 0)
    // A burst would be one: 3007.
    #expect(try run.last("Error") == nil)
    #expect(second.port == first.port)
  }
}
